internal import Model

/// Passwords that people put into a guest's table, whose keys are its properties.
extension ConfigurationTable {
  /// Refuses a table with a value that its property cannot have because of a password.
  func refusePasswords(in file: String? = nil) throws(Failure) {
    for (row, value) in uris where URIPassword.isIn(value) {
      let place = file.map { "\($0): " } ?? ""
      throw row.refusal(of: value, at: place + row.name)
    }
  }

  /// The same table with passwords covered, to be shown.
  func withoutPasswords() throws(Failure) -> ConfigurationTable {
    var copy = self
    for (row, value) in uris where URIPassword.isIn(value) {
      guard let key = entries.first(where: { row.isNamed($0.key) })?.key else { continue }
      try copy.set(key, URIPassword.masked(value))
    }
    return copy
  }

  private var uris: [(row: ExtensionProperty, value: String)] {
    ExtensionProperties.all.filter(\.isURI).flatMap { row in
      entries.filter { row.isNamed($0.key) }.map { (row, $0.value) }
    }
  }
}

extension ExtensionProperty {
  fileprivate var isURI: Bool { if case .uri = kind { true } else { false } }
}
