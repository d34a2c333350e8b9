internal import GenericDataService
internal import Model
internal import Platform
internal import Render

/// What the commands of a Solaris Cluster have in common that ask a Pacemaker cluster: one picture, or a failure and no table.
struct ClusterCommand {
  let call: Call
  let groups: ResourceGroups
  let sight: ClusterSight

  /// UNVERIFIED: Contract, Exit statuses of the commands.
  enum Exit {
    static let invalid: Int32 = 3
    static let dependent: Int32 = 8
    static let state: Int32 = 9
    static let method: Int32 = 10
    static let property: Int32 = 15
    static let silent: Int32 = 18
    static let missing: Int32 = 36
    static let exists: Int32 = 39
    static let type: Int32 = 41
  }

  static let exits: [CommandManual.Exit] = [
    .init("0", "answered"), .init("1", "the answer could not be written"),
    .init("2", "the command line is wrong"),
    .init("3", "an operand or the argument of an option is wrong"),
    .init("18", "the cluster gives no answer, or does not know; nothing is printed"),
    .init("36", "there is no such object; nothing is printed"),
  ]

  /// Those of the commands that also change something.
  static let changeExits: [CommandManual.Exit] = [
    .init("0", "answered, or the asked state is reached"),
    .init("1", "the answer could not be written"), .init("2", "the command line is wrong"),
    .init("3", "an operand or the argument of an option is wrong"),
    .init("8", "another object depends on it; nothing was changed"),
    .init(
      "9",
      "the state of a group or a resource does not allow it, or the asked state was not reached in time"
    ),
    .init("10", "a start, a stop or a validation failed, as the message says"),
    .init("15", "there is no such property, or it cannot be changed now"),
    .init("18", "the cluster gives no answer, or does not know; nothing is printed"),
    .init("36", "there is no such object; nothing is printed"),
    .init("39", "there is an object of that name"),
    .init("41", "there is no such resource type, or it is not registered"),
  ]

  /// What the commands say first that change something.
  static let missing =
    "Not here, and refused: zones, device groups and SharedAddress, scalable services, resource types with a registration file of their own, "
    + "and more than one logical host, mount point or pool in a resource. Kept and shown, with no effect: Auto_start_on_new_cluster, "
    + "RG_system, Load_factors, Priority and Preemption_mode of a group. Pingpong_interval is when a failure is forgotten. Guests are "
    + "registered by xvm_register(8)."
  static let waiting =
    "A change is one change of the cluster's configuration. The command returns when the asked state is reached, and fails as soon as the cluster "
    + "can do no more for it. A call that is interrupted leaves what the cluster was told, and the same call waits for it again."
  static let verbose = CommandManual.Option(
    "v", "verbose", nil, "say what is done; with list and show, print more")

  static let unverified = [
    "the exit statuses other than 0", "states of more than one word, such as 'Pending online'",
    "how wide the columns are, and the lines of show but for those that scripts read",
  ]

  static let note =
    "It asks the Pacemaker cluster that this machine is a node of, once and for at most 10 seconds. Where the cluster gives no answer, this "
    + "node is without quorum, or a node is lost and not fenced yet, it fails with status 18 and prints no table: what is not known is "
    + "never Offline."

  static let zone = CommandManual.Option(
    "Z", "zone", "NAME", "the zone, which is global; others are refused")
  static let nodes = CommandManual.Option(
    "n", "node", "NODES", "these nodes only, with commas between them")

  /// Answers a call by one picture of the cluster.
  static func answer(
    _ call: Call, _ find: (ClusterCommand) throws(Refusal) -> [String]
  ) throws(Failure) -> Int32 {
    let lines: [String]
    do throws(Refusal) { lines = try find(try ClusterCommand(call)) } catch {
      Output.complain("\(call.name): \(error.words)")
      return error.status == ClusterAnswer.Exit.silent ? Exit.silent : error.status
    }
    if !lines.isEmpty { try Output.answer(lines.joined(separator: "\n") + "\n") }
    return 0
  }

  /// Does what a call changes.
  static func change(
    _ call: Call, _ body: (ClusterCommand) throws(Refusal) -> Void
  ) throws(Failure) -> Int32 {
    try answer(call) { command throws(Refusal) in
      try body(command)
      return []
    }
  }

  /// The objects that the operands name; a change of all has to be asked for.
  func meant<Object>(
    _ kind: String, _ all: [Object], _ name: (Object) -> String
  ) throws(Refusal) -> [Object] {
    guard call.operands.count > 1 else {
      throw Refusal(Exit.invalid, "a \(kind) is missing, or + for all")
    }
    return try named(kind, all, name)
  }

  /// The names that the operands give to what is made.
  func newNames(_ kind: String) throws(Refusal) -> [String] {
    guard call.operands.count > 1 else { throw Refusal(Exit.invalid, "a \(kind) is missing") }
    return Array(call.operands.dropFirst())
  }

  /// A look at the cluster for a call.
  init(_ call: Call) throws(Refusal) {
    if let zone = call["zone"], zone != "global" {
      throw Refusal(Exit.invalid, "-Z \(zone): there is no other zone here than global")
    }
    let sight = ClusterSight()
    guard let groups = try sight.groups() else {
      throw Refusal(Exit.silent, "this machine is no node of a Pacemaker cluster")
    }
    (self.call, self.groups, self.sight) = (call, groups, sight)
  }

  /// The same call after another look.
  func fresh() throws(Refusal) -> ClusterCommand { try ClusterCommand(call) }

  var tables: GroupTables { GroupTables(groups, properties: ClusterCommand.properties(of:)) }

  /// The properties of a resource: of a service those that it was given and, with their initial values, the others of SUNW.gds.
  private static func properties(of resource: ResourceGroups.Resource) -> [GroupTables.Property] {
    var values = resource.properties
    var types: [String: String] = [:]
    if ClusterType(named: resource.type) == .service {
      values["Resource_group"] = nil
      for row in ServiceProperties.all {
        types[row.name] = row.typeWord
        if values[row.name] == nil,
          ServiceProperties.standard.contains(where: { $0.name == row.name })
        {
          values[row.name] = row.initial ?? ""
        }
      }
    }
    return values.sorted { $0.key < $1.key }.map {
      GroupTables.Property($0.key, $0.value, type: types[$0.key] ?? "string")
    }
  }

  /// The properties that -p asks for, of a command that shows something.
  var askedProperties: [String] {
    call.all("property").flatMap { $0.split(separator: ",").map(String.init) }
  }

  /// Refuses a name that no object can have.
  static func check(name: String, _ kind: String) throws(Refusal) {
    do throws(Failure) { _ = try ResourceIdentity(resource: name, group: name) } catch {
      throw Refusal(Exit.invalid, error.description)
    }
    if name.first?.isNumber == true {
      throw Refusal(
        Exit.invalid, "the name of a \(kind) begins with a letter here, which '\(name)' does not")
    }
  }

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

  func missing(_ kind: String, _ name: String, among all: [String]) -> Refusal {
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

extension ExtensionProperty {
  /// The word for its type that scrgadm prints.
  fileprivate var typeWord: String {
    switch kind {
    case .integer: "int"
    case .boolean: "boolean"
    case .choice: "enum"
    case .list: "stringarray"
    case .string, .uri: "string"
    }
  }
}
