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
  /// Below this key a table keeps the lines of the guest's definition.
  public static let definitionPrefix = "definition"
}
