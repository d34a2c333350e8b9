public import Model

extension LogicalDomainsDriver {
  /// What ldm makes of the values.
  public var rules: [PropertyRule] { LogicalDomainsDriver.rules }

  private static let rules: [PropertyRule] = [
    .error(.domainName, .badValue) { values in
      let name = values.text(.domainName)
      if let cause = LogicalDomainName.objection(to: name) { return "'\(name)': \(cause)" }
      // Its definition is given to ldm in the file NAME.xml.
      return name.utf8.count > 251 ? "it is too long to be part of the name of a file" : nil
    },
    .error(.connectURI, .contradiction) { values in
      values.text(.connectURI).isEmpty ? nil : "ldm speaks to this machine alone; leave it empty"
    },
    .warning(.passwordFile, .contradiction) { values in
      GuestConfiguration(values).migrates && values.text(.passwordFile).isEmpty
        ? "it is empty, so that a migration needs machines that trust each other's certificates"
        : nil
    },
    .warning(.onGuestShutdown, .contradiction) { values in
      GuestConfiguration(values).honoursGuestShutdown
        ? "ldm does not tell a guest that was shut down from inside, so it is restarted" : nil
    },
  ]
}
