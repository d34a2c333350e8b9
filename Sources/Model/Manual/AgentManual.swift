/// Everything that is to be said about one resource agent: its meta-data, its usage and its manual page come from it.
public struct AgentManual: Sendable {
  /// Something that the agent can be asked to do.
  public struct Action: Sendable {
    public let name: String
    /// The seconds that it should get, for tools that propose time-outs.
    public let timeout: Int
    /// The seconds between two of it, where it recurs.
    public let interval: Int?
    /// What it does, one or two sentences without a full stop at the end.
    public let help: String

    public init(_ name: String, timeout: Int, interval: Int? = nil, _ help: String) {
      (self.name, self.timeout, self.interval, self.help) = (name, timeout, interval, help)
    }
  }

  /// The provider that all of our agents have.
  public static let provider = "ohac"

  public let type: String
  /// One line, lower case, no full stop.
  public let summary: String
  /// What it does, in paragraphs.
  public let description: [String]
  /// The parameters, which are properties by their own names.
  public let parameters: [ExtensionProperty]
  /// Those of them that no two resources may have alike.
  public let unique: Set<String>
  /// Where the page of the properties says more: `OHAC.xvm(7)`.
  public let reference: String
  public let actions: [Action]
  /// When which exit status is given, for the page.
  public let exits: [(status: OCFStatus, meaning: String)]
  /// Lines to copy, each with its purpose.
  public let examples: [(purpose: String, lines: [String])]
  public let seeAlso: [String]

  public init(
    type: String, summary: String, description: [String], parameters: [ExtensionProperty],
    unique: Set<String> = [], reference: String, actions: [Action],
    exits: [(status: OCFStatus, meaning: String)],
    examples: [(purpose: String, lines: [String])], seeAlso: [String]
  ) {
    (self.type, self.summary, self.description) = (type, summary, description)
    (self.parameters, self.unique, self.reference) = (parameters, unique, reference)
    (self.actions, self.exits) = (actions, exits)
    (self.examples, self.seeAlso) = (examples, seeAlso)
  }

  /// The name by which a cluster's configuration has it: `ocf:ohac:xvm`.
  public var fullName: String { "ocf:\(AgentManual.provider):\(type)" }

  /// The name of its page, formed as those of other agents are: `ocf_ohac_xvm`.
  public var pageName: String { "ocf_\(AgentManual.provider)_\(type)" }
}

extension ExtensionProperty {
  /// Whether a change of it takes effect while the resource runs, so that the cluster need not restart it.
  public var isReloadable: Bool { tunable == .anyTime }
}
