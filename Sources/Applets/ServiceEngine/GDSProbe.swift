internal import GenericDataService
internal import Model

/// `gds_probe`: watch the service of a resource: the fault monitor.
enum GDSProbe: Applet {
  static let name = "gds_probe"
  static let manual = MethodCall.manual(
    name, "watch the service of a resource: the fault monitor",
    "gds_probe sleeps for Thorough_probe_interval, probes, adds up what probes and deaths count within "
      + "Retry_interval, and restarts the service or asks for another node, until it is ended. A death of the service "
      + "counts at once. gds_monitor_start(8) runs it."
  )

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let configuration = try ServiceConfiguration(published: try call.resource())
    try Service.enterRoot()
    return try ServiceForeground.watch(configuration, persists: true)
  }
}
