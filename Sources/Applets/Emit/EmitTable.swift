internal import Model
internal import Platform
internal import Render

extension EmitKind {
  /// `xvm_emit ccr -f FILE`: the configuration table, or the calls of ccradm that make it.
  static let ccr = EmitKind(
    "ccr", mode: 0o600,
    "a resource's configuration table; with --commands the calls of ccradm that bring a cluster's table to it, with "
      + "--present FILE from what that file holds, with --keys a call for each key"
  ) { request throws(Failure) in
    guard request.arguments.isEmpty, let path = request.call["file"] else {
      throw request.misunderstood("ccr takes -f FILE and no words")
    }
    let made: SetupRequest
    do throws(Problems) { made = try SetupRequest.checked(path) } catch { throw error.last }
    let (file, wanted) = (made.setup, try made.setup.table(definition: made.definition))
    guard request.call.has("commands") else {
      if request.call.has("present") || request.call.has("keys") {
        throw request.misunderstood("--present and --keys go with --commands")
      }
      return .text(String(decoding: wanted.serialized(), as: UTF8.self))
    }
    let present = try request.call["present"].map { path throws(Failure) in
      try ConfigurationTable(
        parsingData: try Files.load(path, limit: ConfigurationTable.maximumSize), name: path)
    }
    return .text(
      TableCommands.script(
        table: file.resource, present: present,
        wanted: try present.map { present throws(Failure) in
          try wanted.keepingDefinition(of: present)
        } ?? wanted,
        manner: request.call.has("keys") ? .eachKey : .wholeTable))
  }
}
