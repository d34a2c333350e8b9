internal import Applets
internal import Platform

/// Where the program begins; the name that it was called by decides what it does, and everything else is the applet's. Where a
/// probe goes from here, file by file, says Sources/Applets/House.docc/Walks.md.
///
/// The words come from the caller's own hand. The Swift runtime would look for them in /proc/self/cmdline, and where that
/// cannot be opened there would be none, by any caller. SwiftPM calls the entry of the module ha-xvm by this name.
@c(ha_xvm_main)
public func main(_ count: Int32, _ words: UnsafePointer<UnsafePointer<CChar>?>?) -> Int32 {
  Output.exit(Registry.begin(Inheritance.words(count, words), lacking: Inheritance.putRight()))
}
