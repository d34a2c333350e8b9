import Hypervisors
import Model
import Platform
import Testing

@testable import Agent

/// What is made of a guest that is arriving and of which nothing comes any more.
@Suite struct ArrivalTests {
  private static let arriving = Sighting(
    Observation(.movingIn, evidence: []), of: Guest(name: "web"))

  @Test func aStartClearsItAndAStopForcesIt() {
    let configuration = Scene.configuration([:])
    #expect(
      StartDecision.next(
        Self.arriving, configuration: configuration, hasStalled: true) == .clear)
    #expect(
      StartDecision.next(Self.arriving, configuration: configuration)
        == .wait("being moved"))
    #expect(StopDecision.next(Self.arriving, hasStalled: true) == .force)
    #expect(StopDecision.next(Self.arriving) == .look)
  }

  /// One of which something comes is left alone, however long it takes; the patience is a fifth of the time, 5 s at least and 20 s
  /// at most.
  @Test(
    .virtualTime,
    arguments: [
      (100, [1, 2, 3, 4], 30, false), (100, [1], 19, false), (100, [1], 20, true),
      (1_000, [1], 20, true), (50, [1], 10, true), (50, [1], 9, false), (100, [], 99, false),
      (5, [1], 4, false), (5, [1], 5, true), (100, [4, 1], 30, false), (100, [0], 20, true),
    ] as [(Int, [Int64], Int, Bool)])
  func anArrivalHasStalledWhenNothingComes(
    _ budget: Int, _ received: [Int64], _ seconds: Int, _ hasStalled: Bool
  ) throws {
    let scene = try Scene(.init(peer: [], received: received))
    let context = scene.context(.start, milliseconds: budget * 1_000)
    var pace = ArrivalPace(context)
    var answer = pace.measure(context.guest, .movingIn)
    #expect(!answer)
    // As often as there is something new to hear of.
    for _ in 0..<max(1, received.count - 1) {
      Clock.sleep(until: Clock.now + .seconds(seconds))
      answer = pace.measure(context.guest, .movingIn)
    }
    #expect(answer == hasStalled)
  }

  /// What stands still begins to do so when it was first seen to, without a break: one that is seen otherwise in between, or of
  /// which nobody can tell what has come, has a new beginning.
  @Test(.virtualTime, arguments: [GuestState.running, .unknown("away"), .paused(.transition)])
  func aBreakIsANewBeginning(_ between: GuestState) throws {
    let scene = try Scene(.init(peer: [], received: [1]))
    let context = scene.context(.start, milliseconds: 100_000)
    var pace = ArrivalPace(context)
    var answers: [Bool] = []
    for state in [GuestState.movingIn, between, .movingIn, .movingIn] {
      answers.append(pace.measure(context.guest, state))
      Clock.sleep(until: Clock.now + .seconds(19))
    }
    for state in [GuestState.movingIn, .movingOut] {
      answers.append(pace.measure(context.guest, state))
    }
    #expect(answers == [false, false, false, false, true, false])
  }

  /// A start ends what is left of a move, and never one that goes on, whose guest would run nowhere then.
  @Test(.virtualTime, arguments: [([Int64(7)], ["destroy", "start"]), (Array(1...400), [])])
  func aStartEndsOnlyWhatHasStalled(_ received: [Int64], _ told: [String]) throws {
    let scene = try Scene(
      .init(
        states: [.movingIn], below: .absent,
        after: ["destroy": [.off(.destroyed)], "start": [.running]], peer: [], received: received))
    let start = StartGuest(scene.context(.start, milliseconds: 100_000))
    var failure: Failure?
    do throws(Failure) { try start.run { _, _ in } } catch { failure = error }
    #expect(failure?.code == (told.isEmpty ? .notUpInTime : nil))
    #expect(scene.driver.calls.filter { ["destroy", "start"].contains($0) } == told)
  }
}
