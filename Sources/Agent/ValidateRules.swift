internal import Hypervisors
internal import Model

/// The rules between properties; functions from values to findings.
enum ValidateRules {
  /// Everything that does not go together.
  ///
  /// - Parameter published: the framework's values by property name; our own where it does not say.
  static func check(
    _ configuration: GuestConfiguration, published: [String: Int], times: [Method: MethodTime]
  ) -> [Finding] {
    disagreements(times) + weights(configuration, published) + retries(published)
      + stop(times) + monitorLevel(published) + names(configuration) + xen(configuration)
      + ValidateLogicalDomains.check(configuration)
  }

  private static func disagreements(_ times: [Method: MethodTime]) -> [Finding] {
    times.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { method, time in
      guard let first = time.sources.first,
        let other = time.sources.first(where: { $0.seconds != first.seconds })
      else { return nil }
      return .warning(
        Failure(
          .contradiction, method.timeoutProperty.name,
          cause: "\(first.name) says \(first.seconds) s, \(other.name) says \(other.seconds) s; "
            + "\(first.name) counts"))
    }
  }

  /// A weight that adds up to 100 by itself would let a restart of the daemon restart the guest.
  private static func weights(_ configuration: GuestConfiguration, _ published: [String: Int])
    -> [Finding]
  {
    let weight = configuration.values.integer(.unreachableWeight)
    let interval = value(.retryInterval, published)
    let pause = value(.thoroughProbeInterval, published)
    guard ProbeStatus.addsUp(weight: weight, interval: interval, pause: pause) else { return [] }
    return [
      .error(
        Failure(
          .heavyWeight, "Unreachable_weight",
          cause: "\(weight) x (\(interval) / \(pause) + 1) is 100 or more"))
    ]
  }

  /// Retry_interval has to be long enough for the failures that are to be counted in it.
  private static func retries(_ published: [String: Int]) -> [Finding] {
    let needed =
      value(.retryCount, published)
      * (value(.thoroughProbeInterval, published) + value(.probeTimeout, published))
    let interval = value(.retryInterval, published)
    guard interval < needed else { return [] }
    return [
      .warning(
        Failure(
          .contradiction, "Retry_interval",
          cause:
            "\(interval) is less than Retry_count x (Thorough_probe_interval + Probe_timeout); "
            + "set it to at least \(needed)"))
    ]
  }

  /// Only where somebody has said how long a stop may take: before a resource is registered nobody has.
  private static func stop(_ times: [Method: MethodTime]) -> [Finding] {
    guard let time = times[.stop], let seconds = time.sources.first?.seconds,
      seconds * 20 / 100 < 20
    else { return [] }
    return [.warning(Failure(.shortStop, "Stop_timeout", cause: "it is \(seconds) s"))]
  }

  private static func monitorLevel(_ published: [String: Int]) -> [Finding] {
    let level = value(.childMonLevel, published)
    guard level != -1 else { return [] }
    return [
      .error(
        Failure(
          .contradiction, "Child_mon_level",
          cause: "it is \(level), and the guard's tree is watched as a whole only with -1"))
    ]
  }

  /// virsh takes a number for a domain's id before it takes it for a name.
  private static func names(_ configuration: GuestConfiguration) -> [Finding] {
    let name = configuration.domainName
    let isNumber = !name.isEmpty && name.utf8.allSatisfy { (48...57).contains($0) }
    let hasControls = name.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
    if configuration.hypervisor == "LIBVIRT", isNumber {
      return [
        .error(
          Failure(
            .badValue, "Domain_name", cause: "'\(name)' would be taken for the number of a domain"))
      ]
    }
    if configuration.hypervisor == "LIBVIRT", isUUID(name) {
      return [
        .error(
          Failure(.badValue, "Domain_name", cause: "'\(name)' would be taken for a domain's UUID"))
      ]
    }
    if configuration.hypervisor == "XEN", let fault = XenDriver.fault(ofName: name) {
      return [.error(Failure(.badValue, "Domain_name", cause: fault))]
    }
    guard hasControls else { return [] }
    return [
      .error(
        Failure(
          .badValue, "Domain_name", cause: "it holds a line break or another control character"))
    ]
  }

  private static func isUUID(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12]
      && parts.joined().allSatisfy { $0.isASCII && $0.isHexDigit }
  }

  /// Xen keeps no definitions and forgets a guest that has ended.
  private static func xen(_ configuration: GuestConfiguration) -> [Finding] {
    guard configuration.hypervisor == "XEN" else { return [] }
    var found: [Finding] = []
    let uri = configuration.connectURI
    if !XenDriver.uris.contains(uri) {
      found.append(
        .error(Failure(.badValue, "Connect_uri", cause: "'\(uri)' is neither xl nor xm nor empty")))
    }
    if configuration.domainDefinition.isEmpty, uri != "xm" {
      found.append(
        .error(
          Failure(.contradiction, "Domain_definition", cause: "it is empty, and xl keeps none")))
    }
    if uri != "xm", configuration.values.text(.migrationType) == "MIGRATE",
      let failure = XenDriver.fault(ofTransport: configuration.values.text(.migrationTransport))
    {
      found.append(.error(failure))
    }
    if configuration.honoursGuestShutdown {
      found.append(
        .warning(
          Failure(
            .contradiction, "On_guest_shutdown",
            cause:
              "HONOUR is in vain unless the domain's configuration has on_poweroff=\"preserve\": "
              + "Xen forgets a guest that ended")))
    }
    return found
  }

  private static func value(_ row: ExtensionProperty, _ published: [String: Int]) -> Int {
    published[row.name] ?? Int(row.initial ?? "") ?? 0
  }
}
