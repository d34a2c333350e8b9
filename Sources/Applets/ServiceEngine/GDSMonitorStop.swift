internal import GenericDataService
internal import Model

/// `gds_monitor_stop`: stop the fault monitor of a resource.
enum GDSMonitorStop: Applet {
  static let name = "gds_monitor_stop"
  static let manual = MethodCall.manual(
    name, "stop the fault monitor of a resource",
    "gds_monitor_stop kills gds_probe and what belongs to it; the service itself runs on. It fails "
      + "when the service is watched by 'gds run' or 'gds monitor', which it does not end.")

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let service = try MethodCall.service(call)
    try service.stopMonitor()
    try service.requireUnwatched()
    return 0
  }
}
