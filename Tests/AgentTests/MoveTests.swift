import Hypervisors
import Model
import Platform
import Testing

@testable import Agent

@Suite(.virtualTime) struct MoveTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    var states: [GuestState] = [.running]
    var peer: [GuestState] = [.absent]
    var after: [String: [GuestState]] = [:]
    var failing: [String: Failure] = [:]
    let told: [String]
    /// The outcome; nil for a failure of this code.
    var outcome: MoveGuest.Outcome?
    var failure: Failure.Code?
    var testDescription: String { name }
  }

  static let broken = Failure(.moveFailed, "web", cause: "broken")
  static let rows: [Row] = [
    Row(
      name: "a move that succeeds",
      after: ["move n2": [.off(.migrated)], "there move": [.running]],
      told: ["check n2", "move n2"], outcome: .moved),
    Row(
      name: "a target that is not fit is not sent anything",
      failing: ["check n2": Failure(.moveRefused, "n2", cause: "full")], told: ["check n2"],
      outcome: .stayed(Failure(.moveRefused, "n2", cause: "full"))),
    Row(
      name: "a move that fails leaves it here", failing: ["move n2": broken],
      told: ["check n2", "move n2"], outcome: .stayed(broken)),
    Row(
      name: "a failure that came after the guest did is a success",
      states: [.off(.migrated)], peer: [.running], failing: ["move n2": broken],
      told: ["check n2", "move n2"], outcome: .moved),
    Row(
      name: "half a copy there is cleared away",
      after: ["there move": [.paused(.transition)], "there destroy": [.absent]],
      failing: ["move n2": broken], told: ["check n2", "move n2", "peer destroy"],
      outcome: .stayed(broken)),
    Row(
      name: "what stands still here while it runs there is ended",
      states: [.paused(.transition)], peer: [.running], after: ["destroy": [.off(.destroyed)]],
      told: ["check n2", "move n2", "destroy"], outcome: .moved),
    Row(
      name: "what stands still here while nothing is there goes on",
      states: [.paused(.transition)], after: ["resume": [.running]], failing: ["move n2": broken],
      told: ["check n2", "move n2", "resume"], outcome: .stayed(broken)),
    Row(
      name: "what arrived and was never let go on is let go on",
      states: [.absent], peer: [.paused(.transition)], after: ["there resume": [.running]],
      failing: ["move n2": broken], told: ["check n2", "move n2", "peer resume"], outcome: .moved),
    Row(
      name: "one that crashed when it had arrived is there, and does not go on",
      states: [.off(.migrated)], peer: [.crashed], told: ["check n2", "move n2"], outcome: .moved),
    Row(
      name: "one that ended on the way is nowhere", states: [.off(.crashed)],
      failing: ["move n2": broken], told: ["check n2", "move n2"], outcome: .ended),
    Row(
      name: "a silent target after the guest left", states: [.absent], peer: [.unknown("cut")],
      failing: ["move n2": broken], told: ["check n2", "move n2"], outcome: .left),
    Row(
      name: "two copies are one too many: this node gives it up", peer: [.running],
      after: ["destroy": [.off(.destroyed)]], failing: ["move n2": broken],
      told: ["check n2", "move n2", "destroy"], outcome: .moved),
    Row(
      name: "a silent target while the guest stands still here", states: [.paused(.transition)],
      peer: [.unknown("cut")], failing: ["move n2": broken], told: ["check n2", "move n2"],
      failure: .moveUnsettled),
    Row(
      name: "neither half of a guest that failed in its post-copy phase goes on",
      states: [.paused(.postcopyFailed)], peer: [.paused(.postcopyFailed)],
      after: ["there destroy": [.absent], "destroy": [.off(.destroyed)]],
      failing: ["move n2": broken], told: ["check n2", "move n2", "peer destroy", "destroy"],
      outcome: .ended),
    Row(
      name: "one that has all of its memory there leaves nothing here",
      states: [.paused(.postcopyFailed)], peer: [.running],
      after: ["destroy": [.off(.destroyed)]], failing: ["move n2": broken],
      told: ["check n2", "move n2", "destroy"], outcome: .moved),
  ]

  /// In its post-copy phase a guest is one on two nodes: it is waited for as long as one that shuts down, and neither half is ended.
  @Test(arguments: [(200, MoveGuest.Outcome.moved), (1_000, nil)])
  func oneGuestOnTwoNodesIsWaitedFor(_ looks: Int, _ outcome: MoveGuest.Outcome?) throws {
    let halves = [GuestState](repeating: .paused(.postcopy), count: looks)
    let scene = try Scene(
      .init(
        states: halves + [.off(.migrated)], failing: ["move n2": Self.broken], peer: [.running],
        moves: looks))
    let context = scene.context(.stop, milliseconds: 100_000)
    let move = MoveGuest(
      context, to: MoveTarget(node: "n2", address: "n2"), until: context.budget.mark(percent: 40))
    do throws(Failure) {
      #expect(try move.run(context.guest, after: nil, isJudged: true) == outcome)
      #expect(Clock.now > context.budget.mark(percent: 40))
    } catch {
      #expect(error.code == .moveUnsettled && outcome == nil)
      #expect(Clock.now >= context.budget.mark(percent: StopPlan.percentages.ordered))
    }
    #expect(scene.driver.calls == ["check n2", "move n2"])
  }

  /// While nobody says whether the move goes on neither copy is touched: what stands still here may be about to run there.
  @Test(arguments: [0, 12]) func silenceAboutAMoveIsNoEnd(_ looks: Int) throws {
    let scene = try Scene(
      .init(
        states: [.paused(.transition)], after: ["resume": [.running]],
        failing: ["move n2": Self.broken], peer: [.absent], silentOnMoves: looks))
    let context = scene.context(.stop, milliseconds: 10_000)
    let began = Clock.now
    let outcome = try MoveGuest(
      context, to: MoveTarget(node: "n2", address: "n2"), until: context.budget.end
    ).run(context.guest, after: nil, isJudged: true)
    #expect(outcome == .stayed(Self.broken))
    #expect(scene.driver.calls.last == "resume")
    #expect(Clock.now - began >= .milliseconds(250) * looks)
  }

  @Test(arguments: rows)
  func aMoveEndsWithOneCopy(_ row: Row) throws {
    let scene = try Scene(
      .init(states: row.states, after: row.after, failing: row.failing, peer: row.peer))
    let context = scene.context(.stop)
    let move = MoveGuest(
      context, to: MoveTarget(node: "n2", address: "n2"), until: context.budget.mark(percent: 40))
    do throws(Failure) {
      let outcome = try move.run(context.guest, after: nil, isJudged: true)
      #expect(outcome == row.outcome)
    } catch {
      #expect(error.code == row.failure, "\(error)")
    }
    #expect(scene.driver.calls == row.told)
    #expect(Clock.now < context.budget.mark(percent: 80))
  }

  /// Where the other node cannot be asked, a move that the tool calls done is done; one that it calls broken is anybody's guess.
  @Test(arguments: [([:], MoveGuest.Outcome.moved), (["move n2": broken], .left)])
  func theToolsWordCountsWhereNobodyElseCanBeAsked(
    _ failing: [String: Failure], _ outcome: MoveGuest.Outcome
  ) throws {
    let scene = try Scene(
      .init(
        states: [.absent], failing: failing, traits: [.remembersEnded], parts: [], peer: [],
        isPeerAsked: false))
    let context = scene.context(.stop)
    let move = MoveGuest(
      context, to: MoveTarget(node: "n2", address: "n2"), until: context.budget.mark(percent: 40))
    #expect(try move.run(context.guest, after: nil, isJudged: true) == outcome)
  }

  @Test func aMoveThatGoesOnIsWaitedForAndNotBegunAgain() throws {
    let scene = try Scene(
      .init(states: [.running, .off(.migrated)], peer: [.running], moves: 2))
    let context = scene.context(.stop, milliseconds: 10_000)
    let move = MoveGuest(
      context, to: MoveTarget(node: "n2", address: "n2"), until: context.budget.mark(percent: 40))
    try scene.record(.moving, target: MoveTarget(node: "n2", address: "n2"))
    #expect(try move.run(context.guest, after: try scene.store.load()) == .moved)
    #expect(scene.driver.calls == [])
  }

  @Test func aMoveThatIsNotWantedIsCalledOff() throws {
    let scene = try Scene(.init(states: [.running], peer: [.absent], moves: 1))
    let context = scene.context(.start)
    let move = MoveGuest(
      context, to: MoveTarget(node: "n2", address: "n2"), until: context.budget.mark(percent: 40))
    guard case .stayed = try move.callOff(context.guest) else {
      Issue.record("it did not stay")
      return
    }
    #expect(scene.driver.calls == ["cancel"])
  }
}
