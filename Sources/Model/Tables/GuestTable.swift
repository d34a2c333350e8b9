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

  /// The guest's definition: folded, or a line that somebody has put there by hand; nil when there is none.
  public func definition() throws(Failure) -> [UInt8]? {
    let prefix = ConfigurationTable.definitionPrefix
    return try folded(prefix) ?? self[prefix].map { Array($0.utf8) }
  }

  /// This table, with the definition of the present one where it is to hold one and nobody has said which.
  public func keepingDefinition(of present: ConfigurationTable) throws(Failure)
    -> ConfigurationTable
  {
    guard ConfigurationTable.holdsDefinition(self[ExtensionProperty.domainDefinition.name] ?? ""),
      try definition() == nil, let kept = try present.definition()
    else { return self }
    var table = self
    try table.setFolded(ConfigurationTable.definitionPrefix, kept)
    return table
  }

  /// Whether it differs from the present one in something that may change only while the resource is disabled.
  public func changesWhatIsFixed(in present: ConfigurationTable?) throws(Failure) -> Bool {
    guard let present else { return false }
    let differs = ExtensionProperties.all.contains {
      $0.tunable == .whenDisabled
        && (present[$0.name] ?? $0.initial ?? "") != (self[$0.name] ?? $0.initial ?? "")
    }
    if differs { return true }
    return try present.definition() != definition()
  }
}
