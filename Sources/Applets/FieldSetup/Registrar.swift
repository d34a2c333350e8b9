internal import Frameworks
internal import Model
internal import Platform
internal import Render

/// Whom a guest is registered with.
enum Registrar: Equatable {
  case cluster(ClusterRelease)
  /// A Pacemaker cluster; only on paper by another tool than cibadmin.
  case pacemaker(PacemakerTool)
  case standalone

  static let option = CommandManual.Option(
    "F", "framework", "NAME",
    "solaris, solaris-3.1 and so on, pacemaker, or standalone; else what this machine has")

  /// What the option says, else what is installed here: a cluster's commands, or nothing of the kind.
  ///
  /// - Parameter onPaper: whether the words of tools count that we write commands for and do not run.
  static func choose(_ call: Call, onPaper: Bool = false) throws(Failure) -> Registrar {
    guard let word = call["framework"] else {
      if let release = ClusterReader.release() { return .cluster(release) }
      return PacemakerTools.isPresent() ? .pacemaker(.cibadmin) : .standalone
    }
    if word == "standalone" { return .standalone }
    if let tool = PacemakerTool(rawValue: word), onPaper || tool == .cibadmin {
      return .pacemaker(tool)
    }
    if let tool = PacemakerTool(rawValue: word) {
      throw Failure(
        .usage, call.name,
        cause:
          "\(tool.rawValue) is for a script; write it with 'xvm_emit registration \(tool.rawValue) -f FILE'"
      )
    }
    if word == "solaris" { return .cluster(ClusterReader.release() ?? .usual) }
    let number = word.hasPrefix("solaris-") ? String(word.dropFirst("solaris-".count)) : ""
    guard let release = ClusterRelease(parsing: number), release.number == number else {
      let tools = PacemakerTool.allCases.filter { onPaper || $0 == .cibadmin }.map(\.rawValue)
      let words = ["solaris"] + tools + ["standalone"]
      throw Failure(
        .usage, call.name,
        cause:
          "the framework '\(word)' is none of \(words.joined(separator: ", ")) and solaris-RELEASE (solaris-3.1)"
          + Spelling.hint(for: word, among: words))
    }
    return .cluster(release)
  }

  /// Whether this machine has it, so that it can be asked what is registered.
  var isPresent: Bool {
    switch self {
    case .cluster: ClusterReader.release() != nil
    case .pacemaker: PacemakerTools.isPresent()
    case .standalone: true
    }
  }

  /// Whether it is a Pacemaker cluster.
  var isPacemaker: Bool { if case .pacemaker = self { true } else { false } }

  /// Refuses what has to ask it, or to change it, where it is not.
  func require() throws(Failure) {
    if !isPresent { throw Failure(.noFramework, title) }
  }

  var title: String {
    switch self {
    case .cluster(let release): "Solaris Cluster \(release.number)"
    case .pacemaker(.cibadmin): "Pacemaker"
    case .pacemaker(let tool): "Pacemaker by \(tool.rawValue)"
    case .standalone: "the service engine of this machine"
    }
  }

  var release: ClusterRelease? {
    if case .cluster(let release) = self { release } else { nil }
  }
}
