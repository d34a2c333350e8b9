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
    Row("this node held a newer copy, which is lost", ("b", 5), ("a", 3, 10), ("b", 4), .keep),
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

  /// A row: the number of the copy that is there, what every node knows, what this node held last, and which number is missed.
  struct Missing: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let kept: Int?
    let known: NewestCopy?
    let noted: StateNote?
    let missing: Int?
    init(
      _ words: String, _ kept: Int?, _ known: NewestCopy?, _ noted: (Int, String)?, _ missing: Int?
    ) {
      (testDescription, self.kept, self.known, self.missing) = (words, kept, known, missing)
      self.noted = noted.map { StateNote(generation: $0.0, digests: [:], directory: $0.1) }
    }
  }

  static let missing = [
    Missing("a first start", nil, nil, nil, nil),
    Missing("a copy of which nobody knows", 3, nil, nil, nil),
    Missing("as it is known", 3, NewestCopy(3, in: "/s"), (3, "/s"), nil),
    Missing("killed before it was told", 4, NewestCopy(3, in: "/s"), (3, "/s"), nil),
    Missing("not mounted", nil, NewestCopy(3, in: "/s"), nil, 3),
    Missing("an older one", 2, NewestCopy(3, in: "/s"), nil, 3),
    Missing("told to this node alone", nil, nil, (3, "/s"), 3),
    Missing("by an earlier release", nil, nil, (3, ""), 3),
    Missing("this node knows of a newer one", 3, NewestCopy(3, in: "/s"), (4, "/s"), 4),
    Missing("lost", nil, NewestCopy(3, in: "/s", isLost: true), (3, "/s"), nil),
    Missing("lost, and an older one is left", 2, NewestCopy(3, in: "/s", isLost: true), nil, nil),
    Missing("of another directory", nil, NewestCopy(3, in: "/t"), (3, "/s"), nil),
    Missing("noted of another directory", 1, NewestCopy(1, in: "/s"), (3, "/t"), nil),
  ]

  @Test(arguments: missing) func whichCopyIsMissed(_ row: Missing) {
    #expect(
      StateDecision.missing(
        holding: row.kept, known: row.known, noted: row.noted?.counting(in: "/s"), in: "/s")
        == row.missing)
  }

  private func part(_ text: String) -> StateCopy.Part {
    StateCopy.Part(Array(text.utf8), owner: 0, group: 0, mode: 0o600)
  }
}
