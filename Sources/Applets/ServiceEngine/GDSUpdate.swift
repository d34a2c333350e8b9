internal import GenericDataService
internal import Model

/// `gds_update`: make the fault monitor take note of changed properties.
enum GDSUpdate: Applet {
  static let name = "gds_update"
  static let manual = MethodCall.manual(
    name, "make the fault monitor take note of changed properties",
    "gds_update restarts the fault monitor if one runs.")

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try MethodCall.service(call).restartMonitor()
    return 0
  }
}
