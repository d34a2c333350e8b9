internal import Frameworks
internal import Model
internal import Platform

/// Whom a guest is registered with.
enum Framework: Equatable {
  /// A Solaris Cluster of this release.
  case cluster(ClusterRelease)
  /// Our own engine.
  case standalone

  /// The option by which it is chosen.
  static let option = CommandManual.Option(
    "F", "framework", "NAME",
    "solaris, solaris-3.1 and so on, or standalone; else what this machine has")

  /// What the option says, else what is installed here: a cluster's commands, or nothing of the kind.
  static func choose(_ call: Call) throws(Failure) -> Framework {
    guard let word = call["framework"] else {
      return ClusterReader.release().map(Framework.cluster) ?? .standalone
    }
    if word == "standalone" { return .standalone }
    if word == "solaris" { return .cluster(ClusterReader.release() ?? .usual) }
    let number = word.hasPrefix("solaris-") ? String(word.dropFirst("solaris-".count)) : ""
    guard let release = ClusterRelease(parsing: number), release.number == number else {
      throw Failure(
        .usage, call.name,
        cause: "--framework '\(word)' is not solaris, solaris-RELEASE (solaris-3.1) or standalone")
    }
    return .cluster(release)
  }

  /// The name in messages.
  var title: String {
    switch self {
    case .cluster(let release): "Solaris Cluster \(release.number)"
    case .standalone: "the service engine of this machine"
    }
  }

  var release: ClusterRelease? {
    if case .cluster(let release) = self { release } else { nil }
  }
}
