import Model
import Testing

@testable import Agent

@Suite struct MoveDecisionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let here, there: GuestState
    /// At the first look, and when it lasts.
    let first, lasting: MoveDecision
    var testDescription: String { "here \(here), there \(there)" }
  }

  static let rows: [Row] = [
    Row(here: .off(.migrated), there: .running, first: .moved, lasting: .moved),
    Row(here: .absent, there: .booting, first: .moved, lasting: .moved),
    Row(here: .absent, there: .unknown("x"), first: .wait, lasting: .left),
    Row(here: .off(.crashed), there: .absent, first: .wait, lasting: .ended),
    Row(here: .absent, there: .paused(.transition), first: .wait, lasting: .resumeThere),
    Row(here: .absent, there: .movingIn, first: .wait, lasting: .resumeThere),
    Row(here: .off(.migrated), there: .crashed, first: .wait, lasting: .moved),
    Row(here: .crashed, there: .absent, first: .wait, lasting: .stayed),
    Row(here: .running, there: .absent, first: .stayed, lasting: .stayed),
    Row(here: .running, there: .off(.failed), first: .stayed, lasting: .stayed),
    Row(here: .running, there: .unknown("x"), first: .wait, lasting: .stayed),
    Row(here: .running, there: .movingIn, first: .wait, lasting: .clearThere),
    Row(here: .running, there: .running, first: .wait, lasting: .clearHere),
    Row(here: .paused(.transition), there: .running, first: .wait, lasting: .clearHere),
    Row(here: .movingOut, there: .running, first: .wait, lasting: .clearHere),
    Row(here: .paused(.transition), there: .absent, first: .wait, lasting: .resumeHere),
    Row(here: .paused(.transition), there: .movingIn, first: .wait, lasting: .clearThere),
    Row(here: .paused(.transition), there: .unknown("x"), first: .wait, lasting: .unsettled),
    Row(here: .unknown("x"), there: .running, first: .wait, lasting: .unsettled),
    Row(here: .paused(.postcopy), there: .running, first: .wait, lasting: .unsettled),
    // The other node has not noticed that the rest of the memory comes no more: it is not whole, and nor is this half.
    Row(here: .paused(.postcopyFailed), there: .movingIn, first: .wait, lasting: .unsettled),
    Row(here: .paused(.postcopy), there: .absent, first: .wait, lasting: .unsettled),
    Row(here: .paused(.postcopy), there: .unknown("x"), first: .wait, lasting: .unsettled),
  ]

  @Test(arguments: rows)
  func settling(_ row: Row) {
    func next(_ isMoving: Bool, _ isLasting: Bool) -> MoveDecision {
      MoveDecision.next(
        here: row.here, there: row.there, isMoving: isMoving, isLasting: isLasting)
    }
    #expect(next(false, false) == row.first)
    #expect(next(false, true) == row.lasting)
    // While the toolstack still works on it nobody interferes.
    #expect(next(true, false) == .wait)
  }

  /// What the toolstack cannot let go on is no copy but a leftover: a guest that xl has suspended, one that has only arrived.
  @Test(
    arguments: [
      (GuestState.movingOut, GuestState.absent, MoveDecision.clearHere),
      (.absent, .movingIn, .clearThere), (.movingOut, .movingIn, .clearThere),
      (.movingOut, .paused(.byOperator), .clearHere),
      (.paused(.byOperator), .movingIn, .clearThere),
      (.running, .movingIn, .clearThere), (.movingOut, .running, .clearHere),
      (.movingOut, .unknown("x"), .unsettled),
    ])
  func aLeftoverGivesWay(_ here: GuestState, _ there: GuestState, _ decision: MoveDecision) {
    let next = MoveDecision.next(
      here: here, there: there, isMoving: false, isLasting: true,
      canGoOn: { $0 != .movingOut && $0 != .movingIn })
    #expect(next == decision)
  }

  /// Where the other node cannot be asked, the toolstack's word counts if the guest is really gone here.
  @Test(
    arguments: [
      (.absent, .moved), (.off(.unknown), .left), (.running, .stayed), (.movingOut, .unsettled),
      (.unknown("x"), .unsettled),
    ] as [(GuestState, MoveDecision)])
  func settlingByTheToolstacksWord(_ here: GuestState, _ decision: MoveDecision) {
    #expect(
      MoveDecision.next(
        here: here, there: .unknown("not asked"), isMoving: false, isLasting: true, isSaid: true)
        == decision)
  }

  /// Whatever the two nodes say: a copy is only ever ended where another one runs or is held back as the better one, and only
  /// one is let go on where none runs.
  @Test func noPairOfStatesEndsTheLastCopy() {
    let states: [GuestState] = [
      .running, .booting, .shuttingDown, .paused(.transition), .paused(.byOperator), .movingIn,
      .movingOut, .crashed, .off(.migrated), .off(.shutdown), .absent, .unknown("x"),
    ]
    var seen = 0
    for here in states {
      for there in states {
        let decision = MoveDecision.next(
          here: here, there: there, isMoving: false, isLasting: true)
        switch decision {
        case .clearHere: #expect([.running, .booting, .shuttingDown].contains(there))
        case .clearThere: #expect(here.isActive == true)
        case .resumeHere: #expect(there.isActive == false)
        case .resumeThere: #expect(here.isActive == false)
        case .wait: Issue.record("it would wait for ever: here \(here), there \(there)")
        case .moved, .stayed, .left, .ended, .unsettled: break
        }
        seen += 1
      }
    }
    #expect(seen == states.count * states.count)
  }
}
