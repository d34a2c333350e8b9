extension Failure.Code {
  public static let rehearsalTaken = Failure.Code(
    400_101, "another rehearsal daemon owns this state directory",
    explanation: "One daemon owns the guests of one state directory; it holds a lock there.",
    remedy: "Use the one that runs, stop it with 'xvm_rehearsal stop-daemon', or name another -d.")
  public static let rehearsalNotUp = Failure.Code(
    400_102, "the rehearsal daemon did not come up",
    explanation: "The daemon was started in the background and ended, or never answered.",
    remedy:
      "See daemon.log in the state directory, or run 'xvm_rehearsal daemon' in the foreground.")
  public static let rehearsalSilent = Failure.Code(
    400_103, "the rehearsal daemon gives no answer",
    explanation:
      "It does not run, runs on another state directory, or was told to hang, lie or be away.",
    remedy:
      "Start it with 'xvm_rehearsal daemon --background', or have it answer again with 'xvm_rehearsal tool answer'."
  )
  public static let rehearsalRequest = Failure.Code(
    400_104, "the request is not one that the rehearsal daemon knows",
    explanation: "The caller and the daemon are of different versions, or something else calls.",
    remedy: "Stop the daemon and start it from the same program as its callers.")
  public static let rehearsalScript = Failure.Code(
    400_201, "is not a line of a rehearsal script",
    explanation: "A script has one wish a line, such as 'boot 2s' or 'at 5s crash'.",
    remedy: "See the table of lines in 'xvm_rehearsal --help'.")
  public static let rehearsalName = Failure.Code(
    400_202, "cannot be the name or UUID of a rehearsal guest",
    explanation:
      "A name is 1 to 255 bytes as a file name, without NUL; a UUID is 32 hexadecimal digits with hyphens; neither may "
      + "belong to another guest.",
    remedy: "Choose another one in the definition.")
  public static let rehearsalState = Failure.Code(
    400_203, "the guest is not in a state for that",
    explanation: "A guest that is off cannot be stopped or paused, a running one not started.",
    remedy: "Look at its state with 'xvm_rehearsal list'.")
  public static let rehearsalRefused = Failure.Code(
    400_204, "refused, as the guest's script wishes",
    explanation: "The script of the guest has a line such as 'destroy refuse'.",
    remedy: "Change the script: 'xvm_rehearsal script GUEST LINE...'.", subject: "GUEST")
  public static let rehearsalFull = Failure.Code(
    400_205, "the rehearsal daemon has no room for it",
    explanation:
      "A daemon keeps at most 256 guests, with definitions of at most 64 KiB and 16 marks each.",
    remedy: "Undefine guests that are no longer needed, or shorten the definition.")
}

extension Catalogue {
  static let rehearsal: [Failure.Code] = [
    .rehearsalTaken, .rehearsalNotUp, .rehearsalSilent, .rehearsalRequest, .rehearsalScript,
    .rehearsalName, .rehearsalState, .rehearsalRefused, .rehearsalFull,
  ]
}
