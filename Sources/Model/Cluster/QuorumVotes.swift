/// Who has how many votes in a cluster of corosync, and how many it takes to act.
///
/// Source: corosync-quorumtool(8) and votequorum(5) of corosync 3.1.
public struct QuorumVotes: Equatable, Sendable {
  /// How many there are at most, and how many it takes.
  public let expected: Int, needed: Int
  /// The votes of each member by its number, and of a device that gives some.
  private let members: [Int: Int], device: Int
  /// Whether one half is enough when it has the member of the lowest number: auto_tie_breaker.
  private let breaksTies: Bool
  /// Whether this is what is usual, and nobody was asked.
  public let isAssumed: Bool

  /// Reads the answer of `corosync-quorumtool -s`; nil when it is none of votequorum's.
  public init?(parsing text: String) {
    var facts: [String: String] = [:]
    var members: [Int: Int] = [:]
    var device = 0
    for line in text.split(separator: "\n") {
      if let colon = line.firstIndex(of: ":") {
        facts[String(line[..<colon]).trimmed] =
          String(line[line.index(after: colon)...]).trimmed
        continue
      }
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 3, let number = Int(outside: words[0]),
        let votes = Int(outside: words[1], in: 0...1_000_000)
      else { continue }
      if number == 0 { device = votes } else { members[number] = votes }
    }
    guard let expected = facts["Expected votes"].flatMap({ Int(outside: $0) }),
      let needed = facts["Quorum"]?.split(separator: " ").first.flatMap({
        Int(outside: String($0))
      }), needed > 0, !members.isEmpty
    else { return nil }
    (self.expected, self.needed, self.members, self.device) = (expected, needed, members, device)
    breaksTies = facts["Flags"]?.contains("AutoTieBreaker") == true
    isAssumed = false
  }

  /// What is usual where nobody can be asked: each of these members has a vote, and of two one is enough (two_node).
  public init(assuming members: [Int]) {
    expected = members.count
    needed = members.count == 2 ? 1 : members.count / 2 + 1
    self.members = Dictionary(members.map { ($0, 1) }, uniquingKeysWith: { first, _ in first })
    (device, breaksTies, isAssumed) = (0, false, true)
  }

  /// The votes of a member by its number; nil for one that is no member now.
  public func votes(of member: Int) -> Int? { members[member] }

  /// The votes that are left when these members are lost at once.
  public func left(without lost: [Int]) -> Int {
    members.filter { !lost.contains($0.key) }.values.reduce(device, +)
  }

  /// Whether the rest may act when these members are lost at once.
  public func isQuorate(without lost: [Int]) -> Bool {
    let left = left(without: lost)
    if left >= needed { return true }
    return breaksTies && left * 2 == expected
      && members.keys.min().map { !lost.contains($0) } == true
  }
}
