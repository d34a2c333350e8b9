/// Values of the properties of one table, checked one by one against their rows.
public struct PropertyValues: Equatable, Sendable {
  /// A value as it was given, and where: `web.conf:7`, `-p Start_timeout`.
  public struct Given: Equatable, Sendable {
    public let name: String
    public let value: String
    /// Where it was written, for messages.
    public let place: String

    public init(_ name: String, _ value: String, place: String) {
      (self.name, self.value, self.place) = (name, value, place)
    }

    /// Whether it is the value of this property.
    public func isOf(_ row: ExtensionProperty) -> Bool {
      name.lowercased() == row.name.lowercased()
    }
  }

  /// A value under its row's name. They are few: to walk through them takes less than the making of a dictionary, and a probe
  /// makes one every time.
  private struct Entry: Equatable, Sendable {
    let name: String
    var value: String
  }

  private var entries: [Entry] = []
  /// How many problems are reported before the checking is given up; nobody reads more.
  static let mostProblems = 100

  /// Takes the values that are good and reports every one that is not.
  ///
  /// A name that no row has is reported with the nearest that one has. Required properties are checked only when
  /// `complete` is set, so that a partial set (an update of one property) can be checked as well. After a hundred problems the
  /// rest is left unread.
  public init(
    _ given: [Given], of rows: [ExtensionProperty], complete: Bool = true,
    problems: inout [Failure]
  ) {
    for item in given where problems.count < PropertyValues.mostProblems {
      guard let row = rows.first(where: { $0.isNamed(item.name) }) else {
        let near = Spelling.nearest(to: item.name, among: rows.map(\.name))
        problems.append(
          Failure(
            .unknownProperty, "\(item.place): \(item.name)",
            cause: near.map { "did you mean \($0)?" } ?? ""))
        continue
      }
      if isSet(row) {
        problems.append(Failure(.repeatedProperty, "\(item.place): \(row.name)"))
      } else if let value = row.canonical(item.value) {
        entries.append(Entry(name: row.name, value: value))
      } else {
        problems.append(row.refusal(of: item.value, at: "\(item.place): \(row.name)"))
      }
    }
    for row in rows where complete && row.category == .required {
      if text(row).isEmpty { problems.append(Failure(.missingProperty, row.name)) }
    }
  }

  /// Whether both hold the same values, in whatever order they were given.
  public static func == (left: PropertyValues, right: PropertyValues) -> Bool {
    left.entries.count == right.entries.count
      && left.entries.allSatisfy { right.entries.contains($0) }
  }

  private func position(of row: ExtensionProperty) -> Int? {
    entries.firstIndex { $0.name == row.name }
  }

  /// The value of a property: the one that was given, else the row's initial one.
  public func text(_ row: ExtensionProperty) -> String {
    position(of: row).map { entries[$0].value } ?? row.initial ?? ""
  }

  /// What of a guest was given and cannot be had that tells which one it is and where it is asked for: what is left in its place is
  /// another guest.
  public func lost(of given: [Given]) -> [ExtensionProperty] {
    [ExtensionProperty.domainName, .hypervisor, .connectURI].filter { row in
      !isSet(row) && given.contains { $0.isOf(row) }
    }
  }

  /// The value of an integer property.
  public func integer(_ row: ExtensionProperty) -> Int { Int(outside: text(row)) ?? 0 }

  /// The value of an integer property that counts seconds.
  public func seconds(_ row: ExtensionProperty) -> Duration { .seconds(integer(row)) }

  /// The value of a boolean property.
  public func flag(_ row: ExtensionProperty) -> Bool { text(row) == "TRUE" }

  /// The value of a list property, without empty elements.
  public func list(_ row: ExtensionProperty) -> [String] {
    text(row).split(separator: ",").map(String.init)
  }

  /// Whether a value was given, as opposed to the row's initial one.
  public func isSet(_ row: ExtensionProperty) -> Bool { position(of: row) != nil }

  /// These values with one replaced; the new one has to be one that the row takes.
  public func setting(_ row: ExtensionProperty, to value: String) -> PropertyValues {
    let entry = Entry(name: row.name, value: row.canonical(value) ?? value)
    var copy = self
    if let position = position(of: row) {
      copy.entries[position] = entry
    } else {
      copy.entries.append(entry)
    }
    return copy
  }
}
