internal import GenericDataService
internal import Model
internal import Platform

/// How a resource group manager calls the methods of a type: rt_callbacks(1HA).
enum MethodCall {
  /// The options that every method gets.
  static let options: [CommandManual.Option] = [
    .init("R", "resource", "NAME", required: true, "the resource"),
    .init("T", "type", "NAME", "its resource type"),
    .init("G", "group", "NAME", required: true, "its resource group"),
    .init("Z", "zone", "NAME", "its zone; taken and not used"),
  ]

  /// The exit statuses of every method.
  static let exits: [CommandManual.Exit] = [
    .init("0", "The method succeeded."), .init("1", "It failed."),
    .init("2", "The command line is wrong."),
  ]

  /// What every method's page says at its end.
  static let note =
    "It is a method of SUNW.gds under its own name, with the arguments that a resource group manager gives. The "
    + "properties are those that gds_validate or 'gds start' has published."

  /// The manual of a method.
  static func manual(_ name: String, _ summary: String, _ description: String) -> CommandManual {
    CommandManual(
      name: name, summary: summary, options: options, description: [description, note],
      exits: exits,
      examples: [.init("Call it by hand", "\(name) -R web-rs -T SUNW.gds -G web-rg")],
      seeAlso: ["gds(8)"])
  }

  /// The service that a method is called for.
  static func service(_ call: Call) throws(Failure) -> Service {
    let configuration = try ServiceConfiguration(published: try call.resource())
    try ServiceCall.enterRoot()
    return Service(configuration, method: call.name)
  }
}
