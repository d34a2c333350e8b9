/// What the process monitor is to start and how it is to treat its death: the options of `pmfadm -c`.
public struct ProcessOrder: Equatable, Sendable {
  /// The tag that the processes get.
  public var tag: ProcessTag
  /// Absolute path of the program; `pmfadm` looks it up first.
  public var program: String
  /// Its `argv[0]`, when it should differ from the path.
  public var name: String?
  /// Its arguments.
  public var arguments: [String]
  /// Its whole environment.
  public var environment: [String: String]
  /// -C: -1 watches every descendant, 0 the program alone, 1 its children too, and so on.
  public var level = -1
  /// -n: how often it is started again within the period; -1 without limit.
  public var retries = 0
  /// -t: the period in minutes; -1 for ever.
  public var period = -1
  /// -a: the program that decides when there are no restarts left.
  public var action: String?
  /// The file that its output is appended to; nil drops it.
  public var output: String?

  /// An order for a program under a tag.
  public init(
    _ tag: ProcessTag, _ program: String, name: String? = nil, _ arguments: [String],
    environment: [String: String]
  ) {
    (self.tag, self.program, self.name) = (tag, program, name)
    (self.arguments, self.environment) = (arguments, environment)
  }

  /// The order as the monitor reads it from its standard input, and so seen by nobody: fields that end with a zero byte.
  var bytes: [UInt8] {
    var fields = ["tag=\(tag)", "program=\(program)", "level=\(level)"]
    fields += ["retries=\(retries)", "period=\(period)"]
    if let name { fields.append("name=\(name)") }
    if let action { fields.append("action=\(action)") }
    if let output { fields.append("output=\(output)") }
    for argument in arguments { fields.append("argument=\(argument)") }
    for (name, value) in environment { fields.append("environment=\(name)=\(value)") }
    return fields.flatMap { Array($0.utf8) + [0] }
  }

  /// The order that these bytes hold; nil when they were cut short.
  init?(bytes: [UInt8]) {
    guard bytes.last == 0 else { return nil }
    var (tag, program, arguments): (String?, String?, [String]) = (nil, nil, [])
    var environment: [String: String] = [:]
    var (level, retries, period) = (-1, 0, -1)
    for field in bytes.split(separator: 0) {
      let pair = String(decoding: field, as: UTF8.self)
        .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2 else { return nil }
      switch pair[0] {
      case "tag": tag = pair[1]
      case "program": program = pair[1]
      case "name": name = pair[1]
      case "argument": arguments.append(pair[1])
      case "action": action = pair[1]
      case "output": output = pair[1]
      case "level": level = Int(pair[1]) ?? -1
      case "retries": retries = Int(pair[1]) ?? 0
      case "period": period = Int(pair[1]) ?? -1
      default:
        let variable = pair[1].split(
          separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if variable.count == 2 { environment[String(variable[0])] = String(variable[1]) }
      }
    }
    guard let tag, let program else { return nil }
    (self.tag, self.program, self.arguments) = (ProcessTag(tag), program, arguments)
    (self.environment, self.level) = (environment, level)
    (self.retries, self.period) = (retries, period)
  }
}
