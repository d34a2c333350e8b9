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
    .error(.migrationOptions, .badValue) {
      MigrateOptions.objection(to: MoveManner($0).options)
    },
    .warning(.migrationOptions, .badValue) { MigrateOptions.doubt(about: MoveManner($0).options) },
    .error(.migrationDisks, .badValue) { values in
      values.list(.migrationDisks).first { !isTarget($0) }.map {
        "'\($0)' is no target of a disk, such as vda"
      }
    },
    .warning(.migrationDisks, .contradiction) { values in
      values.list(.migrationDisks).isEmpty
        ? nil
        : "\(values.text(.migrationDisks)): after the death of a node the guest starts from what its last migration left of them"
    },
    // A warning, as a newer QEMU does both at once (Toolstacks, libvirt's migration).
    .warning(.migrationStreams, .contradiction) { values in
      let manner = MoveManner(values)
      return manner.streams > 0 && manner.allowsPostcopy
        ? "QEMU before 10.1 refuses Migration_postcopy with it, and every migration fails" : nil
    },
  ]

  private static func isTarget(_ name: String) -> Bool {
    name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }

  /// The transports of connection URIs: libvirt's page "Remote URIs".
  private static let transports = ["ssh", "tls", "tcp", "libssh2", "libssh", "ext", "unix"]

  private static func isUUID(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12]
      && parts.joined().allSatisfy { $0.isASCII && $0.isHexDigit }
  }
}
