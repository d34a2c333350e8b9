internal import GenericDataService
internal import Model

/// `gds_svc_start`: start the service of a resource.
enum GDSSvcStart: Applet {
  static let name = "gds_svc_start"
  static let manual = MethodCall.manual(
    name, "start the service of a resource",
    "gds_svc_start runs Start_command under the process monitor and returns when a probe has said 0, or fails at "
      + "Start_timeout."
  )

  static func run(_ call: Call) throws(Failure) -> Int32 {
    try MethodCall.service(call).start()
    return 0
  }
}
