internal import Model
internal import Platform

extension Observation {
  /// What one witness answers now, in its own words.
  init(_ state: GuestState, by witness: String, _ answer: String, _ identity: GuestIdentity? = nil)
  {
    self.init(state, evidence: [Evidence(witness, answer, at: Clock.now)], identity: identity)
  }

  /// That a witness does not tell, and why.
  init(unknown cause: String, by witness: String, _ identity: GuestIdentity? = nil) {
    self.init(.unknown(cause), by: witness, cause, identity)
  }
}

extension Completion {
  /// Why a tool failed, in one line: its own words, or how it ended.
  var complaint: String {
    switch ending {
    case .timedOut: return "no answer within \(elapsed.readable)"
    case .signalled(let number): return "ended by signal \(number)"
    case .exited(let status):
      let words = errorText.trimmedLines.joined(separator: "; ")
      return words.isEmpty ? "exit status \(status)" : String(words.prefix(500))
    }
  }

  /// Throws the failure that it is of `subject` when the tool did not do it.
  func orThrow(_ code: Failure.Code, _ subject: String) throws(Failure) {
    if !succeeded { throw Failure(code, subject, cause: complaint) }
  }
}
