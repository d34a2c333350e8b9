/// A guest's configuration table in the place of the one that is there.
extension ConfigurationTable {
  /// This table as the next generation of the present one; that one itself when nothing changes.
  ///
  /// With Domain_definition=TABLE and no definition to put there, what the present one holds stays: the toolstack wrote it.
  public func following(_ present: ConfigurationTable?) throws(Failure) -> ConfigurationTable {
    guard let present else { return self }
    var table = try keepingDefinition(of: present)
    if present.entries == table.entries { return present }
    table.generation = present.generation + 1
    return table
  }

  /// This table, with the definition of the present one where it is to hold one and nobody has said which.
  public func keepingDefinition(of present: ConfigurationTable) throws(Failure)
    -> ConfigurationTable
  {
    let prefix = ConfigurationTable.definitionPrefix
    guard self[ExtensionProperty.domainDefinition.name]?.uppercased() == "TABLE",
      try folded(prefix) == nil, let kept = try present.folded(prefix)
    else { return self }
    var table = self
    try table.setFolded(prefix, kept)
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
