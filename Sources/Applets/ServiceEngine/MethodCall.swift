internal import GenericDataService
internal import Model
internal import Platform

/// How a resource group manager calls the methods of a type: Contract, How a method is called.
enum MethodCall {
  static let options: [CommandManual.Option] = [
    .init("R", "resource", "NAME", required: true, "the resource"),
    .init("T", "type", "NAME", "its resource type"),
    .init("G", "group", "NAME", required: true, "its resource group"),
    .init("Z", "zone", "NAME", "its zone; taken and not used"),
  ]

  static let exits: [CommandManual.Exit] = [
    .init("0", "the method succeeded"), .init("1", "it failed; the reason is on standard error"),
    .init("2", "the command line is wrong"),
  ]

  static let note =
    "It is a method of SUNW.gds under its own name and takes the arguments that a resource group manager gives. The "
    + "properties are those that gds_validate(8) or 'gds start' has published."

  static let files: [(name: String, meaning: String)] = [
    ("/run/ha-xvm/gds/GROUP/RESOURCE/", "properties, status and events of the service"),
    ("/var/cluster/logs/DS/GROUP/RESOURCE/", "the logs of the service"),
  ]

  /// The manual of a method.
  static func manual(_ name: String, _ summary: String, _ description: String) -> CommandManual {
    CommandManual(
      name: name, summary: summary, options: options, description: [description, note],
      exits: exits,
      examples: [.init("Call it by hand", "\(name) -R web-rs -T SUNW.gds -G web-rg")],
      files: files, seeAlso: ["gds(7)", "gds(8)"])
  }

  /// The service that a method is called for.
  static func service(_ call: Call) throws(Failure) -> Service {
    let configuration = try ServiceConfiguration(published: try call.resource())
    try Service.enterRoot()
    return Service(configuration, method: call.name)
  }
}

extension Call {
  /// The resource that the engine knows by this name; its group is looked for when the call names none.
  func service() throws(Failure) -> ResourceIdentity? {
    try ServiceDirectory.find(self["resource"] ?? "", group: self["group"])
  }
}
