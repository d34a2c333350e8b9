internal import Model
internal import Platform

/// The options that the commands for people share.
enum ExplainOptions {
  static let all: [CommandManual.Option] = [
    .init("G", "group", "GROUP", "its resource group, where nothing on this node tells"),
    GuestOptions.parameters, GuestOptions.tables,
    .init("t", "timeout", "SECONDS", "the time for each question to a toolstack; 5"),
  ]

  /// The option by which nodes are asked that nobody asks otherwise.
  static func nodes(_ help: String) -> CommandManual.Option { .init("N", "nodes", nil, help) }

  /// The environment; no framework calls these commands.
  static let environment = GuestOptions.environment.filter { !$0.name.hasPrefix("OCF_") }

  /// The resource of that name; one of which nothing is known is a failure.
  static func entry(_ name: String, _ call: Call, _ inquiries: Inquiries) throws(Failure)
    -> ResourceDirectory.Entry
  {
    if let entry = try inquiries.directory.find(name, group: call["group"]) { return entry }
    let groups = inquiries.directory.entries.filter { $0.resource == name }.map(\.group)
    if let group = call["group"], !groups.isEmpty {
      throw Failure(
        .unknownResource, name,
        cause: "it is in the group \(groups.joined(separator: ", ")), and not in \(group)")
    }
    // A parameter file is enough to ask about a guest that was never started.
    if let path = call["parameters"] {
      _ = try Files.load(path, limit: ParameterFile.maximumSize, trusted: true)
      return ResourceDirectory.Entry(resource: name, group: call["group"] ?? "")
    }
    if let hidden = inquiries.directory.hidden.first { throw hidden }
    let known = inquiries.directory.entries.map(\.resource)
    let near = Spelling.nearest(to: name, among: known)
    throw Failure(
      .unknownResource, name, cause: near.map { "did you mean \($0)?" } ?? "")
  }
}
