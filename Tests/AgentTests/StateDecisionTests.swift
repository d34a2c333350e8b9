import Model
import Testing

@testable import Agent

/// Which of two is the newer: what a node has of a guest's NVRAM or TPM state, or the copy on shared storage.
@Suite struct StateDecisionTests {
  /// A row: what lies here and since when, the copy's content, number and time, and what this node held last.
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let here: (String, Int64)?
    let kept: (String, Int, Int64)?
    let noted: (String, Int)?
    let decision: StateDecision
    init(
      _ words: String, _ here: (String, Int64)?, _ kept: (String, Int, Int64)?,
      _ noted: (String, Int)?,
      _ decision: StateDecision
    ) {
      (testDescription, self.here, self.kept, self.noted) = (words, here, kept, noted)
      self.decision = decision
    }
  }

  static let rows = [
    Row("nothing anywhere", nil, nil, nil, .leave),
    Row("a first start", ("a", 10), nil, nil, .keep),
    Row("a node that has never had the guest", nil, ("a", 1, 10), nil, .bring),
    Row("the same again", ("a", 10), ("a", 3, 20), ("a", 3), .leave),
    Row("the same, of which this node knows nothing", ("a", 10), ("a", 3, 20), nil, .leave),
    Row("another node has run it since", ("a", 10), ("b", 4, 20), ("a", 3), .bring),
    Row("likewise, with a clock that is behind", ("a", 90), ("b", 4, 20), ("a", 3), .bring),
    Row("a power cut before the change was copied", ("b", 20), ("a", 3, 10), ("a", 3), .keep),
    Row("likewise, with a clock that is ahead", ("b", 5), ("a", 3, 10), ("a", 3), .keep),
    Row("a power cut, and then another node ran it", ("b", 20), ("c", 5, 30), ("a", 3), .bring),
    Row("somebody started it here by hand since", ("b", 40), ("c", 5, 30), ("a", 3), .keep),
    Row("a stranger's, older", ("b", 20), ("c", 5, 30), nil, .bring),
    Row("a stranger's, newer", ("b", 40), ("c", 5, 30), nil, .keep),
    Row("the file was lost here", nil, ("a", 3, 10), ("a", 3), .bring),
  ]

  @Test(arguments: rows) func theNewestCounts(_ row: Row) {
    let local = row.here.map {
      StateDecision.Local(digest: part($0.0).digest, changed: $0.1)
    }
    let kept = row.kept.map {
      StateCopy(generation: $0.1, node: "n1", time: $0.2, parts: [.tpm: part($0.0)])
    }
    let noted = row.noted.map { StateNote(generation: $0.1, digests: [.tpm: part($0.0).digest]) }
    #expect(StateDecision.next(.tpm, local: local, kept: kept, noted: noted) == row.decision)
    // What is known of the one tells nothing of the other.
    #expect(
      StateDecision.next(.nvram, local: local, kept: kept, noted: noted)
        == (local == nil ? .leave : .keep))
  }

  private func part(_ text: String) -> StateCopy.Part {
    StateCopy.Part(Array(text.utf8), owner: 0, group: 0, mode: 0o600)
  }
}
