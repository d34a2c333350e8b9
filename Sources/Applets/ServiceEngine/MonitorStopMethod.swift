internal import GenericDataService
internal import Model

/// `gds_monitor_stop`: stop the fault monitor of a resource.
enum MonitorStopMethod: Applet {
  static let manual = MethodCall.manual(
    "gds_monitor_stop", "stop the fault monitor of a resource",
    "gds_monitor_stop kills gds_probe and what belongs to it; the service itself runs on.")

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try MethodCall.service(call).stopMonitor()
    return 0
  }
}
