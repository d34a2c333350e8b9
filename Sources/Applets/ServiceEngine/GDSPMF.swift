internal import GenericDataService
internal import Model

/// `gds_pmf`: the process that watches one tag. The engine starts it; people use `pmfadm`.
enum GDSPMF: Applet {
  static let name = ProcessMonitor.applet
  static let manual = CommandManual(
    name: name,
    summary: "watch one tree of processes; pmfadm and gds start it",
    description: [
      "gds_pmf reads from its standard input what it is to start and under which tag. It becomes the parent of every "
        + "orphan among the processes, so that it knows exactly when the last of them has ended, and answers on a "
        + "socket until then. It ignores all signals that can be ignored. It is no command for a prompt."
    ],
    exits: [
      .init("0", "the processes have ended"), .init("1", "they could not be started"),
      .init("2", "standard input held no order"),
    ],
    files: [("/run/ha-xvm/pmf", "sockets, locks and records of the tags")],
    seeAlso: ["pmfadm(8)", "gds(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 { ProcessMonitor.serve() }
}
