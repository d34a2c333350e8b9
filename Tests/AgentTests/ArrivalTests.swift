import Model
import Testing

@testable import Agent

/// What is made of a guest that is arriving and of which nothing comes any more.
@Suite struct ArrivalTests {
  private static let arriving = Observation(.movingIn, evidence: [])

  @Test func aStartClearsItAndAStopForcesIt() {
    let configuration = Scene.configuration([:])
    #expect(
      StartDecision.next(
        Self.arriving, configuration: configuration, record: nil, hasStalled: true) == .clear)
    #expect(
      StartDecision.next(Self.arriving, configuration: configuration, record: nil)
        == .wait("being moved"))
    #expect(StopDecision.next(Self.arriving, isProven: false, hasStalled: true) == .force)
    #expect(StopDecision.next(Self.arriving, isProven: false) == .look)
  }
}
