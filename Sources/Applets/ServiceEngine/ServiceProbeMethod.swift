internal import GenericDataService
internal import Model

/// `gds_probe`: watch the service of a resource: the fault monitor.
enum ServiceProbeMethod: Applet {
  static let manual = MethodCall.manual(
    "gds_probe", "watch the service of a resource: the fault monitor",
    "It sleeps, probes, and restarts the service by the rules of the fault monitor, until it is ended. gds_monitor_start runs it."
  )

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let configuration = try ServiceConfiguration(published: try call.resource())
    try ServiceCall.enterRoot()
    return try ServiceCall.watch(configuration, persists: true)
  }
}
