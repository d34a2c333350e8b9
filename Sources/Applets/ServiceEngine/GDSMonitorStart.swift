internal import GenericDataService
internal import Model

/// `gds_monitor_start`: start the fault monitor of a resource.
enum GDSMonitorStart: Applet {
  static let name = "gds_monitor_start"
  static let manual = MethodCall.manual(
    name, "start the fault monitor of a resource",
    "gds_monitor_start starts gds_probe under the process monitor, which starts it again up to Monitor_retry_count "
      + "times within Monitor_retry_interval minutes."
  )

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try MethodCall.service(call).startMonitor()
    return 0
  }
}
