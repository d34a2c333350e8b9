internal import Applets
internal import Platform

// The name that the program is called by decides what it does; everything else is the applet's.
Inheritance.putRight()
Output.exit(Registry.dispatch(CommandLine.arguments))
