internal import Model

/// A word by which a property is changed: NAME=VALUE, NAME+=VALUE or NAME-=VALUE.
struct PropertyChange {
  /// The proper spelling of the name.
  let name: String
  private let sign: Character?
  private let operand: String

  /// Reads a word; the name is one of `names`, in any case of letters.
  init(_ word: String, among names: [String]) throws(Refusal) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    guard parts.count == 2 else {
      throw Refusal(ClusterCommand.Exit.invalid, "'\(word)' is not NAME=VALUE")
    }
    sign = parts[0].last.flatMap { "+-".contains($0) ? $0 : nil }
    let bare = sign == nil ? parts[0] : String(parts[0].dropLast())
    guard let name = names.first(where: { $0.lowercased() == bare.lowercased() }) else {
      throw Refusal(
        ClusterCommand.Exit.property,
        "there is no property \(bare)\(Spelling.hint(for: bare, among: names))")
    }
    (self.name, operand) = (name, parts[1])
  }

  /// The value that it makes of another.
  func value(over old: String, isList: Bool) throws(Refusal) -> String {
    guard let sign else { return operand }
    guard isList else {
      throw Refusal(ClusterCommand.Exit.invalid, "\(name) is no list, so it takes no \(sign)=")
    }
    let items = operand.split(separator: ",").map(String.init)
    let kept = old.split(separator: ",").map(String.init).filter { !items.contains($0) }
    return (kept + (sign == "+" ? items : [])).joined(separator: ",")
  }
}
