internal import Model
internal import Platform
internal import Render

/// What the commands of a Solaris Cluster have in common that ask a Pacemaker cluster: one picture, or a failure and no table.
struct ClusterCommand {
  let call: Call
  let groups: ResourceGroups

  /// UNVERIFIED: Contract, Exit statuses of the commands.
  enum Exit {
    static let invalid: Int32 = 3
    static let silent: Int32 = 18
    static let missing: Int32 = 36
  }

  static let exits: [CommandManual.Exit] = [
    .init("0", "answered"), .init("1", "the answer could not be written"),
    .init("2", "the command line is wrong"),
    .init("3", "an operand or the argument of an option is wrong"),
    .init("18", "the cluster gives no answer, or does not know; nothing is printed"),
    .init("36", "there is no such object; nothing is printed"),
  ]

  static let unverified = [
    "the exit statuses other than 0", "states of more than one word, such as 'Pending online'",
    "how wide the columns are, and the lines of show but for those that scripts read",
  ]

  static let note =
    "It asks the Pacemaker cluster that this machine is a node of, once and for at most 10 seconds. Where the cluster gives no answer, this "
    + "node is without quorum, or a node is lost and not fenced yet, it fails with status 18 and prints no table: what is not known is "
    + "never Offline."

  static let zone = CommandManual.Option("Z", "zone", "NAME", "taken and not used")
  static let nodes = CommandManual.Option(
    "n", "node", "NODES", "these nodes only, with commas between them")

  /// Answers a call by one picture of the cluster.
  static func answer(
    _ call: Call, _ find: (ClusterCommand) throws(Refusal) -> [String]
  ) throws(Failure) -> Int32 {
    let lines: [String]
    do throws(Refusal) {
      guard let groups = try ClusterSight().groups() else {
        throw Refusal(Exit.silent, "this machine is no node of a Pacemaker cluster")
      }
      lines = try find(ClusterCommand(call: call, groups: groups))
    } catch {
      Output.complain("\(call.name): \(error.words)")
      return error.status == ClusterAnswer.Exit.silent ? Exit.silent : error.status
    }
    if !lines.isEmpty { try Output.answer(lines.joined(separator: "\n") + "\n") }
    return 0
  }

  var tables: GroupTables { GroupTables(groups) }

  /// The operands behind the sub-command; none means all, and so does `+`.
  private var names: [String]? {
    let operands = Array(call.operands.dropFirst())
    return operands.isEmpty || operands == ["+"] ? nil : operands
  }

  /// Those of a kind that the operands name, or all.
  func named<Object>(
    _ kind: String, _ all: [Object], _ name: (Object) -> String
  ) throws(Refusal) -> [Object] {
    guard let names else { return all }
    var found: [Object] = []
    for wanted in names {
      guard let object = all.first(where: { name($0) == wanted }) else {
        throw missing(kind, wanted, among: all.map(name))
      }
      found.append(object)
    }
    return found
  }

  private func missing(_ kind: String, _ name: String, among all: [String]) -> Refusal {
    Refusal(
      Exit.missing,
      "there is no \(kind) \(name)\(Spelling.hint(for: name, among: all))")
  }

  /// The elements of an option's list, each of which has to be one of a kind; nil where the option is not given.
  func list(_ option: String, _ kind: String, among all: [String]) throws(Refusal) -> [String]? {
    guard let text = call[option] else { return nil }
    let words = text.split(separator: ",").map(String.init)
    for word in words where !all.contains(word) { throw missing(kind, word, among: all) }
    return words
  }

  /// The nodes that are asked about; nil for all.
  func nodes() throws(Refusal) -> [String]? {
    try list("node", "node", among: groups.nodes.map(\.name))
  }

  /// What a table says, or why nobody can.
  func table(_ make: () throws(Failure) -> [String]) throws(Refusal) -> [String] {
    do throws(Failure) { return try make() } catch { throw Refusal(error) }
  }
}
