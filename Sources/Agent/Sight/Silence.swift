internal import Hypervisors
internal import Model

extension Failure {
  /// That a toolstack gives no answer, and why. Its driver may have said so already, in the same words.
  static func silent(_ code: Code, _ toolstack: String, cause: String, _ more: String = "")
    -> Failure
  {
    let words = cause.firstRange(of: code.sentence).map {
      String(cause[$0.upperBound...].drop { $0 == ":" || $0 == " " })
    }
    let reason = words.flatMap { $0.isEmpty ? nil : $0 } ?? cause
    return Failure(code, toolstack, cause: reason + more)
  }
}

extension HypervisorDriver {
  /// That this toolstack gives no answer, and why.
  func silent(_ cause: String) -> Failure { .silent(silence, name, cause: cause) }
}
