internal import Hypervisors
internal import Model

/// The rules for guests that are logical domains; functions from values to findings.
enum ValidateLogicalDomains {
  /// What does not go with a logical domain.
  static func check(_ configuration: GuestConfiguration) -> [Finding] {
    guard configuration.hypervisor == "LDOM" else { return [] }
    var found: [Finding] = []
    if let cause = LogicalDomainName.objection(to: configuration.domainName) {
      found.append(
        .error(
          Failure(.badValue, "Domain_name", cause: "'\(configuration.domainName)': \(cause)")))
    }
    // Its definition is given to ldm in the file NAME.xml.
    if configuration.domainName.utf8.count > 251 {
      found.append(
        .error(
          Failure(
            .badValue, "Domain_name", cause: "it is too long to be part of the name of a file")))
    }
    if !configuration.connectURI.isEmpty {
      found.append(
        .error(
          Failure(
            .contradiction, "Connect_uri", cause: "ldm speaks to this machine alone; leave it empty"
          )))
    }
    if configuration.values.text(.migrationType) == "MIGRATE",
      configuration.values.text(.passwordFile).isEmpty
    {
      found.append(
        .warning(
          Failure(
            .contradiction, "Password_file",
            cause:
              "it is empty, so that a migration needs machines that trust each other's certificates"
          )))
    }
    if configuration.honoursGuestShutdown {
      found.append(
        .warning(
          Failure(
            .contradiction, "On_guest_shutdown",
            cause: "ldm does not tell a guest that was shut down from inside, so it is restarted")))
    }
    return found
  }
}
