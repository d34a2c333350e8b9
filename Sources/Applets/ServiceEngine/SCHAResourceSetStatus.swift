internal import GenericDataService
internal import Model
internal import Platform

/// `scha_resource_setstatus`: what a monitor reports of a resource.
enum SCHAResourceSetStatus: Applet {
  static let name = "scha_resource_setstatus"
  static let manual = CommandManual(
    name: name, summary: "set the status of a resource and its message",
    options: [
      .init("R", "resource", "NAME", required: true, "the resource"),
      .init("G", "group", "NAME", required: true, "its group"),
      .init("s", "status", "WORD", required: true, "OK, DEGRADED, FAULTED, UNKNOWN or OFFLINE"),
      .init("m", "message", "TEXT", "what is said with it; nothing when it is left out"),
      .init("Z", "zone", "NAME", "taken and not used"),
    ],
    description: [
      "scha_resource_setstatus sets what 'gds status' and 'scha_resource_get -O STATUS' show. ONLINE is taken for OK."
    ],
    exits: ClusterAnswer.exits,
    examples: [
      .init("Say why", "scha_resource_setstatus -R web-rs -G web-rg -s DEGRADED -m 'disk is slow'")
    ],
    unverified: ClusterAnswer.unverified, seeAlso: ["scha_resource_get(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    guard let identity = try call.service() else {
      Output.complain("no resource of this name is known")
      return ClusterAnswer.Exit.resource
    }
    let word = (call["status"] ?? "").uppercased()
    guard let status = ServiceState.Status(rawValue: word == "ONLINE" ? "OK" : word) else {
      Output.complain("\(word) is not a status")
      return ClusterAnswer.Exit.invalid
    }
    try ServiceStateFile(identity).set { state in
      (state.status, state.message) = (status, call["message"] ?? "")
    }
    return 0
  }
}
