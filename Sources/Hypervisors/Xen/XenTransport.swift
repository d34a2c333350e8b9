internal import Model
internal import Platform

/// How another node's tool is reached: the command of `xl migrate -s`, called with the node's address and what to run there.
///
/// xl hands it to a shell, and so does ssh on the other side with what is to run; therefore nothing is ever in it that a shell
/// would take for more than a word.
struct XenTransport: Equatable {
  let words: [String]

  /// What the bare word `ssh` stands for: it never asks anybody for a password, and does not wait for a node that is down.
  static let shell = ["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10"]

  /// The transport of a value of Migration_transport.
  init(_ text: String) throws(Failure) {
    let words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    if words.isEmpty || words == ["ssh"] {
      self.words = XenTransport.shell
      return
    }
    if let fault = words.first(where: { !XenTransport.isPlain($0) }) {
      throw Failure(
        .badValue, "Migration_transport",
        cause: "xl gives it to a shell, and '\(fault)' is not a plain word; put it into a script")
    }
    guard words[0].hasPrefix("/") || Toolbox.find(words[0]) != nil else {
      throw Failure(
        .badValue, "Migration_transport", cause: "'\(words[0])' is no program; give its whole path")
    }
    self.words = words
  }

  /// As `-s` takes it.
  var line: String { words.joined(separator: " ") }

  /// Runs a command on the node.
  func run(_ command: [String], at target: MoveTarget, until deadline: Instant) throws(Failure)
    -> Completion
  {
    let address = try XenTransport.address(of: target)
    if let fault = command.first(where: { !XenTransport.isPlain($0) }) {
      throw Failure(.cannotRun, words[0], cause: "'\(fault)' would not arrive as it is")
    }
    let program = words[0].hasPrefix("/") ? words[0] : Toolbox.find(words[0]) ?? words[0]
    do {
      return try ChildProcess.run(
        Command(program, words.dropFirst() + [address] + command, environment: Toolbox.environment),
        until: deadline)
    } catch {
      throw Failure(.cannotRun, program, of: error)
    }
  }

  /// The node's address, which is a word too.
  static func address(of target: MoveTarget) throws(Failure) -> String {
    guard isPlain(target.address), !target.address.hasPrefix("-") else {
      throw Failure(
        .moveRefused, target.node, cause: "'\(target.address)' is neither a name nor an address")
    }
    return target.address
  }

  /// Whether no shell gives any of its letters a meaning.
  static func isPlain(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.allSatisfy { plain.contains($0) }
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,+@%=".utf8)
}
