public import Model

extension LibvirtDriver {
  /// What virsh, and the connection to another daemon, make of the values.
  public var rules: [PropertyRule] { LibvirtDriver.rules }

  /// virsh takes a number for a domain's id, and a UUID for one, before it takes either for a name.
  private static let rules: [PropertyRule] = [
    .error(.domainName, .badValue) { values in
      let name = values.text(.domainName)
      if !name.isEmpty, name.utf8.allSatisfy({ (48...57).contains($0) }) {
        return "'\(name)' would be taken for the number of a domain"
      }
      return isUUID(name) ? "'\(name)' would be taken for a domain's UUID" : nil
    },
    .warning(.domainDefinition, .badValue) { values in
      let place = values.text(.domainDefinition)
      return place.hasPrefix("/etc/libvirt/")
        ? "'\(place)' is libvirt's own file, which is on one node alone and goes with the definition; register the guest with Definition_file=\(place), which keeps a copy"
        : nil
    },
    // A warning, as another libvirt may know more of them.
    .warning(.migrationTransport, .badValue) { values in
      let word = values.text(.migrationTransport)
      return !GuestConfiguration(values).migrates || word.isEmpty || transports.contains(word)
        ? nil : "'\(word)' is none of \(transports.joined(separator: ", "))"
    },
  ]

  /// The transports of connection URIs: libvirt's page "Remote URIs".
  private static let transports = ["ssh", "tls", "tcp", "libssh2", "libssh", "ext", "unix"]

  private static func isUUID(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12]
      && parts.joined().allSatisfy { $0.isASCII && $0.isHexDigit }
  }
}
