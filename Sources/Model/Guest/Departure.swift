/// That a guest has left a node while it was in our charge, and that nobody of ours ordered it: a copy is somewhere, and where is not
/// proven. It binds every node, until the guest is found in charge, is proven to have ended where it went, or an operator says so.
///
/// As text it is words of the form `name=value`. One that others have written binds as well, and tells less.
public struct Departure: Equatable, Sendable {
  /// The node that it left; empty when the text does not tell.
  public var from: String
  /// The guest's UUID, or nothing.
  public var uuid: String
  /// When it left, in seconds since 1970; 0 when the text does not tell.
  public var since: Int64
  /// The node that it was seen on since, or was sent to; nil while nobody knows.
  public var to: String?

  public init(from: String, uuid: String = "", since: Int64, to: String? = nil) {
    (self.from, self.uuid, self.since, self.to) = (from, uuid, since, to)
  }

  /// Reads a text, which may be anybody's.
  public init(parsing text: String) {
    var words: [String: String] = [:]
    for word in text.split(separator: " ") {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { words[parts[0]] = parts[1] }
    }
    func name(_ key: String) -> String? { words[key].flatMap { MoveTarget.isName($0) ? $0 : nil } }
    self.init(
      from: name("from") ?? "", uuid: name("uuid") ?? "",
      since: words["since"].flatMap { Int64(outside: $0, in: 0...1 << 40) } ?? 0, to: name("to"))
  }

  /// The text that is kept.
  public var text: String {
    ["from=\(from)", "uuid=\(uuid)", "since=\(since)", "to=\(to ?? "")"].filter { $0.last != "=" }
      .joined(separator: " ")
  }
}
