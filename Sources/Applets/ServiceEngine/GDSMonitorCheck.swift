internal import GenericDataService
internal import Model

/// `gds_monitor_check`: say whether the service could run on this node.
enum GDSMonitorCheck: Applet {
  static let name = "gds_monitor_check"
  static let manual = MethodCall.manual(
    name, "say whether the service could run on this node",
    "gds_monitor_check validates the published configuration again, as a resource group manager asks before it moves "
      + "a group here."
  )

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let service = try MethodCall.service(call)
    return service.validate(command: service.isValidatedAgain).show() ? 0 : 1
  }
}
