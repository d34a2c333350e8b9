internal import GenericDataService
internal import Model

/// `gds_update`: make the fault monitor take note of changed properties.
enum UpdateMethod: Applet {
  static let manual = MethodCall.manual(
    "gds_update", "make the fault monitor take note of changed properties",
    "gds_update starts the fault monitor anew if one runs.")

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try MethodCall.service(call).restartMonitor()
    return 0
  }
}
