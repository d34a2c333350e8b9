internal import GenericDataService
internal import Model
internal import Render

extension EmitKind {
  /// `xvm_emit rtr`: the registration file of the resource type OHAC.xvm.
  static let rtr = EmitKind(
    "rtr", "", "the registration file of the resource type OHAC.xvm on the methods of SUNW.gds"
  ) { request throws(Failure) in
    guard request.arguments.isEmpty else { throw request.misunderstood("rtr takes no words") }
    return .text(ResourceTypeFile.render(declaration, comments: comments))
  }

  private static let declaration = ResourceTypeFile.Declaration(
    type: "xvm", vendor: "OHAC", description: "Guest domain on the Generic Data Service",
    directory: "/opt/SUNWscgds/bin",
    methods: [
      ("Start", "gds_svc_start"), ("Stop", "gds_svc_stop"), ("Validate", "gds_validate"),
      ("Update", "gds_update"), ("Monitor_start", "gds_monitor_start"),
      ("Monitor_stop", "gds_monitor_stop"), ("Monitor_check", "gds_monitor_check"),
    ],
    rows: [
      .startTimeout, .stopTimeout, .validateTimeout, .failoverMode, .thoroughProbeInterval,
      .retryCount, .retryInterval,
    ]
      // The engine keeps the rest of the framework's properties itself; a cluster declares them for every type.
      + ServiceProperties.standard.filter {
        $0.origin == .extension && $0.name != ExtensionProperty.timeoutThreshold.name
      } + ExtensionProperties.all,
    // A guest brings its own addresses, and what watches it is the guard.
    defaults: ["Network_aware": "FALSE"])

  private static let comments = [
    "Registration file of the resource type OHAC.xvm: a guest domain on the methods of SUNW.gds.",
    "Written by 'xvm_emit rtr' from the tables of properties; do not edit it.", "",
    "Register it on one node:  clresourcetype register -f /opt/ohac/gds/OHAC.xvm OHAC.xvm", "",
    "Not verified: whether a cluster lets a type of another vendor use the methods of SUNW.gds",
    "where they are; registering guests as SUNW.gds needs no such file.",
    "Clusters of 4.2 and later also take  { Property = Pre_evict; Default = FALSE; }.",
  ]
}
