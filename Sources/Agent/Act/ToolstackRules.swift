internal import Hypervisors
internal import Model

/// The rules that a toolstack asks for besides those that hold for all.
enum ToolstackRules {
  /// The rules of a toolstack, by its word of the property Hypervisor.
  static func rules(for hypervisor: String) -> [PropertyRule] { lists[hypervisor] ?? [] }

  private static let lists = ["LIBVIRT": libvirt, "XEN": xen, "LDOM": logicalDomains]

  /// virsh takes a number for a domain's id, and a UUID for one, before it takes either for a name.
  private static let libvirt: [PropertyRule] = [
    .error(.domainName, .badValue) { values in
      let name = values.text(.domainName)
      if !name.isEmpty, name.utf8.allSatisfy({ (48...57).contains($0) }) {
        return "'\(name)' would be taken for the number of a domain"
      }
      return isUUID(name) ? "'\(name)' would be taken for a domain's UUID" : nil
    },
    // A warning, as another libvirt may know more of them.
    .warning(.migrationTransport, .badValue) { values in
      let word = values.text(.migrationTransport)
      return !moves(values) || word.isEmpty || transports.contains(word)
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

  /// Xen keeps no definitions and forgets a guest that has ended; xend keeps them.
  private static let xen: [PropertyRule] = [
    .error(.domainName, .badValue) { XenDriver.fault(ofName: $0.text(.domainName)) },
    .error(.connectURI, .badValue) { values in
      let uri = values.text(.connectURI)
      return XenDriver.uris.contains(uri) ? nil : "'\(uri)' is neither xl nor xm nor empty"
    },
    .error(.domainDefinition, .contradiction) { values in
      isOfXend(values) || !values.text(.domainDefinition).isEmpty
        ? nil : "it is empty, and xl keeps none"
    },
    .error(.migrationTransport, .badValue) { values in
      isOfXend(values) || !moves(values)
        ? nil : XenDriver.fault(ofTransport: values.text(.migrationTransport))?.cause
    },
    .warning(.onGuestShutdown, .contradiction) { values in
      honoursShutdown(values)
        ? "HONOUR has no effect unless the domain's configuration has on_poweroff=\"preserve\": "
          + "Xen forgets a guest that ended" : nil
    },
  ]

  private static let logicalDomains: [PropertyRule] = [
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
      moves(values) && values.text(.passwordFile).isEmpty
        ? "it is empty, so that a migration needs machines that trust each other's certificates"
        : nil
    },
    .warning(.onGuestShutdown, .contradiction) { values in
      honoursShutdown(values)
        ? "ldm does not tell a guest that was shut down from inside, so it is restarted" : nil
    },
  ]

  private static func isOfXend(_ values: PropertyValues) -> Bool {
    values.text(.connectURI) == "xm"
  }

  private static func moves(_ values: PropertyValues) -> Bool {
    values.text(.migrationType) == "MIGRATE"
  }

  private static func honoursShutdown(_ values: PropertyValues) -> Bool {
    GuestConfiguration(values).honoursGuestShutdown
  }
}
