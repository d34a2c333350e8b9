internal import Agent
internal import Model
internal import Platform

/// The options that the commands of a guest share.
enum GuestOptions {
  static let resource = CommandManual.Option(
    "R", "resource", "RESOURCE", required: true, "name of the resource")
  static let group = CommandManual.Option(
    "G", "group", "GROUP", required: true, "name of its resource group")
  static let type = CommandManual.Option(
    "T", "type", "TYPE",
    "name of its resource type, for the tags of log lines; SUNW.gds unless given")
  static let parameters = CommandManual.Option(
    "P", "parameters", "FILE",
    "take the properties from this file, see ha-xvm_parameters(5), and from nowhere else; without it those count that the "
      + "framework has: parameters of a Pacemaker resource, or extension properties of a type that has Domain_name; else "
      + "the resource's table")
  static let tables = CommandManual.Option(
    "C", "tables", "DIRECTORY", "where the configuration tables are, see ha-xvm_ccr(5)")
  static let seconds = CommandManual.Option(
    "t", "timeout", "SECONDS",
    "the time that the call may take; unless given the framework is asked, then the method's property counts if it is "
      + "set, else it is 60"
  )

  static let all = [resource, group, type, parameters, tables, seconds]

  /// The rows of EXIT STATUS that the commands share.
  static let wrongCommandLine = CommandManual.Exit(
    "2", "the command line is wrong; nothing was done")

  static let files: [(name: String, meaning: String)] = [
    ("/etc/ha-xvm/ccr/global/RESOURCE", "the resource's configuration table"),
    ("/run/ha-xvm/records/RESOURCE", "the run record, from start to stop"),
    ("/var/cluster/logs/DS/GROUP/RESOURCE/message_log.txt", "the resource's own log"),
  ]

  static let environment: [(name: String, meaning: String)] = [
    ("HA_XVM_ROOT", "a directory below which all files of the program lie, for tests"),
    ("HA_XVM_TOOL_PATH", "directories in which tools such as virsh are looked for first"),
    ("OCF_RESKEY_CRM_meta_timeout", "the time allowed, in milliseconds, where Pacemaker calls"),
    (
      "OCF_RESKEY_Domain_name",
      "the guest's name, where Pacemaker calls; so with the other properties"
    ),
  ]

  static let seeAlso = [
    "ha-xvm_ccr(5)", "ha-xvm_parameters(5)", "OHAC.xvm(7)", "gds(8)", "ha-xvm(8)",
  ]
}

extension Call {
  /// The method of a guest that these options call.
  func method(_ method: Method) throws(Failure) -> GuestMethod {
    GuestMethod(
      method, of: try resource(), as: name, within: try integer("timeout", in: 1...86_400),
      parameterFile: self["parameters"], tables: self["tables"] ?? Locations.current.tables)
  }
}
