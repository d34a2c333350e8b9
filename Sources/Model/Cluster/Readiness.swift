/// Whether a node could run a guest now, by its own last look.
public enum Readiness: Equatable, Sendable {
  /// It could; the words say what is amiss that keeps no guest from running, and are empty for nothing.
  case ready(String)
  /// It lacks something, for this reason in a few words.
  case lacking(String)
  /// It does not say, for this reason; empty for a node that has not looked.
  case unknown(String)

  /// The agent that has a node look, its resource, and the clone that has it on every node.
  public static let agent = "xvm-ready"
  public static let resource = "ha-xvm-readiness"
  public static let clone = "ha-xvm-readiness-clone"
  /// The seconds between two questions which guests are due, at most.
  public static let pause = 30

  /// The numeric attribute of a node: 1 for a node that is ready, 0 for one that is not, none for one that does not say.
  ///
  /// The rule of the registration, and all who ask the cluster, go by this name.
  public static func attribute(_ resource: String) -> String { "ha-xvm-ready-\(resource)" }

  /// The attribute beside it: why the node is not ready, or does not say, or what is amiss though it is ready.
  public static func reasonAttribute(_ resource: String) -> String { "ha-xvm-unready-\(resource)" }

  /// What a node says whose two attributes have these values.
  public init(attribute: String?, reason: String?) {
    switch attribute {
    case "1": self = .ready(reason ?? "")
    case "0": self = .lacking(reason ?? "")
    default: self = .unknown(reason ?? "")
    }
  }

  /// The value of the attribute; nil for none.
  public var attribute: String? {
    switch self {
    case .ready: "1"
    case .lacking: "0"
    case .unknown: nil
    }
  }

  /// The words beside it; empty for none.
  public var reason: String {
    switch self {
    case .ready(let words), .lacking(let words), .unknown(let words): words
    }
  }

  /// What a node says that has the guest past the cluster, which has it on these nodes.
  public static func past(_ nodes: [String]) -> Readiness {
    .lacking(pastWords + (nodes.isEmpty ? "no node" : nodes.joined(separator: ", ")))
  }

  private static let pastWords = "it runs here, and the cluster has it on "

  /// Whether the node has the guest past the cluster.
  public var isPast: Bool { reason.hasPrefix(Readiness.pastWords) }

  /// One line that tells all of it.
  public var line: String { "\(attribute ?? "-")\t\(Escapes.line(reason))" }
}
