extension SetupFile {
  /// The configuration table that the file asks for: what it sets, in the order of the properties, and the definition.
  ///
  /// Initial values are left out, so that the table shows what somebody decided.
  public func table(definition: [UInt8]?) throws(Failure) -> ConfigurationTable {
    var table = ConfigurationTable()
    for row in ExtensionProperties.all where guest.isSet(row) {
      try table.set(row.name, guest.text(row))
    }
    if let definition { try table.setFolded(ConfigurationTable.definitionPrefix, definition) }
    return table
  }
}

extension ConfigurationTable {
  /// The word of Domain_definition for a definition that the table holds.
  static let definitionWord = "TABLE"

  /// Whether this is what Domain_definition has for a definition that the table holds.
  public static func holdsDefinition(_ place: String) -> Bool {
    place.uppercased() == definitionWord
  }

  /// Below this key a table keeps the lines of the guest's definition.
  public static let definitionPrefix = "definition"
}
