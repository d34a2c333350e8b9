internal import Model
internal import Platform

/// What the process monitor is to start and how it is to treat its death: the options of `pmfadm -c`.
public struct ProcessOrder: Equatable, Sendable {
  /// The tag that the processes get.
  public var tag: ProcessTag
  /// Absolute path of the program; `pmfadm` looks it up first.
  public var program: String
  /// Its `argv[0]`, when it should differ from the path.
  public var name: String?
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

  /// The order as the monitor reads it from its standard input, and so seen by nobody: fields that end with a zero byte, and an
  /// empty one, which no order that was cut between two fields has.
  var bytes: [UInt8] {
    var fields = ["tag=\(tag)", "program=\(program)", "level=\(level)"]
    fields += ["retries=\(retries)", "period=\(period)"]
    if let name { fields.append("name=\(name)") }
    if let action { fields.append("action=\(action)") }
    if let output { fields.append("output=\(output)") }
    for argument in arguments { fields.append("argument=\(argument)") }
    for (name, value) in environment { fields.append("environment=\(name)=\(value)") }
    return fields.flatMap { Array($0.utf8) + [0] } + [0]
  }

  /// The order that these bytes hold; nil when they were cut short.
  init?(bytes: [UInt8]) {
    guard bytes.suffix(2) == [0, 0] else { return nil }
    var (tag, program, arguments): (String?, String?, [String]) = (nil, nil, [])
    var environment: [String: String] = [:]
    var (level, retries, period) = (-1, 0, -1)
    for field in bytes.split(separator: 0) {
      guard let pair = Environment.pair(String(decoding: field, as: UTF8.self)) else { return nil }
      switch pair.name {
      case "tag": tag = pair.value
      case "program": program = pair.value
      case "name": name = pair.value
      case "argument": arguments.append(pair.value)
      case "action": action = pair.value
      case "output": output = pair.value
      case "level": level = Int(outside: pair.value) ?? -1
      case "retries": retries = Int(outside: pair.value) ?? 0
      case "period": period = Int(outside: pair.value) ?? -1
      default:
        if let (name, value) = Environment.pair(pair.value) { environment[name] = value }
      }
    }
    guard let tag, let program else { return nil }
    (self.tag, self.program, self.arguments) = (ProcessTag(tag), program, arguments)
    (self.environment, self.level) = (environment, level)
    (self.retries, self.period) = (retries, period)
  }
}
