internal import Model
internal import Render

extension EmitKind {
  /// `xvm_emit config [NAME]`: the commented file that is filled in; `xvm_config NAME` writes the same.
  static let config = EmitKind(
    "config", "[NAME]", "the commented configuration to fill in, with names derived from NAME"
  ) { request throws(Failure) in
    guard request.arguments.count <= 1 else {
      throw request.misunderstood("config takes one NAME, not \(request.arguments.count)")
    }
    return .text(try configuration(request.arguments.first))
  }

  /// The configuration to fill in.
  static func configuration(_ name: String?) throws(Failure) -> String {
    guard let name else { return ConfigurationTemplate.render() }
    do throws(Failure) {
      _ = try ResourceIdentity(resource: name, group: name)
      _ = try ResourceIdentity(resource: "\(name)-rs", group: "\(name)-rg")
    } catch {
      throw Failure(
        .usage, "NAME '\(name)'",
        cause:
          "NAME-rs has to be a legal name: letters, digits, '-', '_' and '.', the first a letter or digit"
      )
    }
    return ConfigurationTemplate.render(ConfigurationTemplate.lines(for: name))
  }
}
