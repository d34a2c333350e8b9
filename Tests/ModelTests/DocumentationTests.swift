import TestSupport
import Testing

/// What leaves its module is documented, where its name and type do not say all of it.
///
/// Types, functions, requirements of protocols and computed properties are. Stored properties, cases and initializers that cannot
/// fail need no comment that repeats their names; nor does what a type has because a protocol of ours asks for it, since the
/// protocol documents that.
@Suite struct DocumentationTests {
  private struct Member {
    let name: Substring
    let line: Int
    let isDocumented: Bool
    /// The protocol that requires it.
    let owner: Substring?
  }

  private static let words: Set<Substring> = [
    "public", "static", "final", "mutating", "nonmutating", "indirect", "consuming", "override",
  ]
  private static let types: Set<Substring> = ["struct", "enum", "class", "actor", "protocol"]

  /// What a line declares that has to be documented: its name; nil for any other line.
  private static func declared(_ line: Substring, inProtocol: Bool) -> Substring? {
    var rest = line.drop { $0 == " " }
    var isPublic = inProtocol
    while true {
      let word = rest.prefix { $0.isLetter }
      guard words.contains(word), rest.dropFirst(word.count).first == " " else { break }
      isPublic = isPublic || word == "public"
      rest = rest.dropFirst(word.count + 1)
    }
    let kind = rest.prefix { $0.isLetter }
    let title = rest.dropFirst(kind.count).drop { $0 == " " }
    let name = title.first == "<" ? title.prefix(1) : title.prefix { !" (:<={".contains($0) }
    guard isPublic else { return nil }
    switch kind {
    case _ where types.contains(kind), "func": return name
    case "init", "subscript":
      return kind == "subscript" || rest.hasPrefix("init?") || rest.contains("throws") ? kind : nil
    // What follows the type in braces is computed; a first value stands behind an equals sign.
    case "var": return rest.contains("{") && !rest.prefix { $0 != "{" }.contains("=") ? name : nil
    default: return nil
    }
  }

  private static func members(_ file: SourceTree.File) -> [Member] {
    var found: [Member] = []
    var isDocumented = false
    var owner: Substring?
    for (number, line) in file.lines.enumerated() {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("///") { isDocumented = true; continue }
      if text.hasPrefix("@") { continue }
      if line == "}" { owner = nil }
      if let name = declared(line, inProtocol: owner != nil) {
        found.append(
          Member(name: name, line: number + 1, isDocumented: isDocumented, owner: owner))
        if text.hasPrefix("public protocol ") { owner = name }
      }
      isDocumented = false
    }
    return found
  }

  @Test func whatLeavesItsModuleIsDocumented() throws {
    let files = try SourceTree.files(below: "Sources").filter { $0.path.hasSuffix(".swift") }
    // What the standard library asks of a type is known.
    let known: Set<Substring> = ["description", "hash", "next", "makeIterator", "==", "<"]
    var required: [Substring: Set<Substring>] = [:]
    for member in files.flatMap(Self.members) {
      if let owner = member.owner { required[owner, default: []].insert(member.name) }
    }
    // A protocol requires what those that it refines do.
    for match in files.flatMap({ $0.text.matches(of: /public protocol (\w+): ([\w, ]+)/) }) {
      for refined in match.2.split(separator: ", ") {
        let inherited = required[refined.prefix { $0 != " " }] ?? []
        required[match.1, default: []].formUnion(inherited)
      }
    }
    #expect(required.values.reduce(0) { $0 + $1.count } > 60)
    var count = 0
    for file in files {
      let text = file.text
      let asked = required.filter { text.contains($0.key) }.values.reduce(known) { $0.union($1) }
      for member in Self.members(file) where member.owner != nil || !asked.contains(member.name) {
        count += 1
        #expect(member.isDocumented, "\(file.path):\(member.line): \(member.name)")
      }
    }
    #expect(count > 900)
  }

  @Test(
    arguments: [
      ("  public func move(_ guest: Guest) {", "move"), ("  func move() {", nil),
      ("  public var end: Instant { start }", "end"), ("  public var end: Instant", nil),
      ("  public let end: Instant", nil), ("  public static var all: [Int] = [] {", nil),
      ("  public var read: () -> Int = { 0 }", nil), ("public struct Budget: Sendable {", "Budget"),
      ("  public init(_ a: Int) {", nil), ("  public init?(_ a: Int) {", "init"),
      ("  public init(_ a: Int) throws(Failure) {", "init"), ("  case first", nil),
      ("  public mutating func next() {", "next"), ("public enum A<B> {", "A"),
      ("  public static func < (left: A, right: A) -> Bool {", "<"),
    ] as [(Substring, Substring?)])
  func aLineDeclares(_ line: Substring, _ name: Substring?) {
    #expect(Self.declared(line, inProtocol: false) == name)
  }
}
