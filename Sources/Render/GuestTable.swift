public import Model

/// The configuration table of a guest, out of the file that a field engineer filled in.
public enum GuestTable {
  /// The table that holds what the file says of the guest, and its definition.
  ///
  /// It is the present one when nothing changes; else its generation is one more.
  public static func table(
    _ setup: SetupFile, definition: [UInt8]?, over present: ConfigurationTable?
  ) throws(Failure) -> ConfigurationTable {
    var table = try setup.table(definition: definition)
    guard let present else { return table }
    if present.entries == table.entries { return present }
    table.generation = present.generation + 1
    return table
  }

  /// Whether something differs that may change only while the resource is disabled.
  public static func isFixed(
    from present: ConfigurationTable?, to table: ConfigurationTable, definitionKey: String
  ) throws(Failure) -> Bool {
    guard let present else { return false }
    let rows = ExtensionProperties.all.filter { $0.tunable == .whenDisabled }
    let differs = rows.contains {
      (present[$0.name] ?? $0.initial ?? "") != (table[$0.name] ?? $0.initial ?? "")
    }
    if differs { return true }
    return try present.folded(definitionKey) != table.folded(definitionKey)
  }
}
