public import Model
internal import Platform

/// What `gds run` ends with when the service is not up: its supervisor, such as systemd, tries again or leaves it to a person.
///
/// Trying again is right for everything that may pass by itself. So only what is known to need a person is told apart.
public enum RunStatus {
  /// A person has to put something right: the unit does not try again.
  public static let needsPerson: Int32 = 1
  /// The command line is wrong: nor here.
  public static let usage: Int32 = 2
  /// The service did not start, or something stood in its way: the unit tries again.
  public static let didNotStart: Int32 = 6

  /// What no second try can change.
  private static let lasting: Set<Failure.Code> = [
    .malformed, .checksum, .notOursAlone, .notPermitted, .unknownProperty, .badValue,
    .missingProperty, .repeatedProperty, .contradiction, .notAbsolute, .unsafeValue,
    .unknownVariable, .validationFailed, .stopFailed, .mayLiveOn,
  ]

  /// The status of a run that failed.
  public static func status(of failure: Failure) -> Int32 {
    if [.usage, .illegalName].contains(failure.code) { return usage }
    // A file that is not there is a wrong path; one that is there may be read the next time.
    if failure.code == .unreadable, Files.information(failure.subject) == nil { return needsPerson }
    return lasting.contains(failure.code) ? needsPerson : didNotStart
  }

  /// Runs, and says what failed.
  public static func of(_ identity: ResourceIdentity, _ body: () throws(Failure) -> Int32) -> Int32
  {
    do throws(Failure) {
      return try body()
    } catch {
      Output.complain(error.naming(identity).description)
      return status(of: error)
    }
  }
}
