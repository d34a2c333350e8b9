public import Model

extension XenDriver {
  /// What xl and xm make of the values.
  public var rules: [PropertyRule] { XenDriver.rules }

  /// Xen keeps no definitions and forgets a guest that has ended; xend keeps them.
  private static let rules: [PropertyRule] = [
    .error(.domainName, .badValue) { XenName.fault($0.text(.domainName)) },
    .error(.connectURI, .badValue) { values in
      let uri = values.text(.connectURI)
      return uri.isEmpty || XenToolstack(rawValue: uri) != nil
        ? nil : "'\(uri)' is neither xl nor xm nor empty"
    },
    .error(.domainDefinition, .contradiction) { values in
      isOfXend(values) || !values.text(.domainDefinition).isEmpty
        ? nil : "it is empty, and xl keeps none"
    },
    .error(.migrationTransport, .badValue) { values in
      guard !isOfXend(values), GuestConfiguration(values).migrates else { return nil }
      do throws(Failure) { _ = try XenTransport(values.text(.migrationTransport)) } catch {
        return error.cause
      }
      return nil
    },
    .warning(.onGuestShutdown, .contradiction) { values in
      GuestConfiguration(values).honoursGuestShutdown
        ? "HONOUR has no effect unless the domain's configuration has on_poweroff=\"preserve\": "
          + "Xen forgets a guest that ended" : nil
    },
  ]

  private static func isOfXend(_ values: PropertyValues) -> Bool {
    XenToolstack(rawValue: values.text(.connectURI)) == .xm
  }
}
