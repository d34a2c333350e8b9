/// One step from a table to another one.
public enum TableChange: Equatable, Sendable {
  case add(String, String)
  case change(String, String)
  case delete(String)

  /// The steps that make `wanted` of `present`, removals first; the order of keys is no difference.
  public static func steps(from present: ConfigurationTable, to wanted: ConfigurationTable)
    -> [TableChange]
  {
    let removals = present.entries.filter { wanted[$0.key] == nil }.map {
      TableChange.delete($0.key)
    }
    let others = wanted.entries.compactMap { entry -> TableChange? in
      guard let value = present[entry.key] else { return .add(entry.key, entry.value) }
      return value.utf8.elementsEqual(entry.value.utf8) ? nil : .change(entry.key, entry.value)
    }
    return removals + others
  }

  /// The value that a step has to carry; empty for a removal.
  public var value: String {
    switch self {
    case .add(_, let value), .change(_, let value): value
    case .delete: ""
    }
  }
}
