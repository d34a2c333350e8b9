internal import GenericDataService
internal import Model

/// `gds_svc_stop`: stop the service of a resource.
enum GDSSvcStop: Applet {
  static let name = "gds_svc_stop"
  static let manual = MethodCall.manual(
    name, "stop the service of a resource",
    "gds_svc_stop runs Stop_command, or sends Stop_signal, for 80 percent of Stop_timeout, and kills what is left."
  )

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try MethodCall.service(call).stop()
    return 0
  }
}
