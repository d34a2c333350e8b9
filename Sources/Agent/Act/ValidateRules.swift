internal import Hypervisors
internal import Model

/// Which values conflict; a function from values to findings.
enum ValidateRules {
  /// Everything that breaks a rule.
  ///
  /// - Parameter published: the framework's values by property name, which count before the configuration's.
  static func check(
    _ configuration: GuestConfiguration, _ driver: any HypervisorDriver, published: [String: Int],
    times: [Method: MethodTime]
  ) -> [Finding] {
    var values = configuration.values
    for row in ExtensionProperties.all {
      if let number = published[row.name] { values = values.setting(row, to: String(number)) }
    }
    if let seconds = times[.stop]?.sources.first?.seconds {
      values = values.setting(.stopTimeout, to: String(seconds))
    }
    return disagreements(times)
      + (PropertyRules.all + driver.allRules).compactMap { rule in
        rule.failure(values).map { Finding(isError: rule.isError, failure: $0) }
      }
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
}
