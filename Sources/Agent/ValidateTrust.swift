internal import Hypervisors
internal import Model
internal import Platform

/// Whether what decides what runs as root could have been changed by somebody else, and whether a secret stands where others
/// read it.
enum ValidateTrust {
  /// Everything that is wrong with these files, and the way to them; what is not there is somebody else's finding.
  static func check(files: [String]) -> [Finding] {
    files.filter { $0.hasPrefix("/") }.compactMap { path in
      Trust.objection(toWayTo: path).map {
        .error(Failure(.notOursAlone, path, cause: $0), ofThisNode: true)
      }
    }
  }

  /// The files that a guest's configuration names.
  static func files(of configuration: GuestConfiguration) -> [String] {
    let plugin = (try? Words.split(configuration.values.text(.pluginProbe)))?.first
    return [configuration.domainDefinition, plugin ?? ""]
  }

  /// What is wrong with a URI that holds a password; it stands on command lines and in logs, so no method uses such a one.
  static func secret(in uri: String) -> Failure? {
    guard let scheme = uri.firstRange(of: "://") else { return nil }
    let authority = uri[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
    guard let at = authority.lastIndex(of: "@"), authority[..<at].contains(":") else { return nil }
    return Failure(
      .badValue, "Connect_uri",
      cause: "it holds a password, which everybody could read in the list of processes")
  }
}
