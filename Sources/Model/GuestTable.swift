/// A guest's configuration table in the place of the one that is there.
extension ConfigurationTable {
  /// This table as the next generation of the present one; that one itself when nothing changes.
  public func following(_ present: ConfigurationTable?) -> ConfigurationTable {
    guard let present else { return self }
    if present.entries == entries { return present }
    var table = self
    table.generation = present.generation + 1
    return table
  }

  /// Whether it differs from the present one in something that may change only while the resource is disabled.
  public func changesWhatIsFixed(in present: ConfigurationTable?) throws(Failure) -> Bool {
    guard let present else { return false }
    let prefix = ConfigurationTable.definitionPrefix
    let differs = ExtensionProperties.all.contains {
      $0.tunable == .whenDisabled
        && (present[$0.name] ?? $0.initial ?? "") != (self[$0.name] ?? $0.initial ?? "")
    }
    if differs { return true }
    return try present.folded(prefix) != folded(prefix)
  }
}
