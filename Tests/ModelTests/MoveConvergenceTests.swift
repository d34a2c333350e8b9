import Model
import Testing

/// What a move is given that does not come to its end, look after look.
@Suite struct MoveConvergenceTests {
  /// A look at a move of 100 s that sends 10 MiB/s.
  struct Look: Sendable {
    let pass: Int
    /// MiB a second that are written, and MiB that are left.
    var written: Int64 = 10
    var rest: Int64 = 40
    var throttle = 0
    /// Seconds until it is called off.
    var left = 90
    let step: MoveStep?
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    /// The stand-still in milliseconds, the throttle, and post-copy.
    var standstill = 2_000
    var throttle = 30
    var postcopy = false
    let looks: [Look]
    var testDescription: String { name }
  }

  private static let longer = MoveStep.standstill(.seconds(2))

  static let rows: [Row] = [
    Row(
      name: "passes that become shorter are left alone", postcopy: true,
      looks: [
        Look(pass: 0, step: nil), Look(pass: 1, written: 0, rest: 90, step: nil),
        Look(pass: 2, written: 7, step: nil), Look(pass: 3, written: 7, rest: 5, step: nil),
      ]),
    Row(
      name: "one that stalls is given a longer stand-still once",
      looks: [
        Look(pass: 2, written: 8, step: longer), Look(pass: 3, step: nil),
        Look(pass: 40, step: nil),
      ]),
    Row(
      name: "one whose time is nearly over is, too",
      looks: [
        Look(pass: 2, written: 1, left: 26, step: nil),
        Look(pass: 2, written: 1, left: 24, step: longer),
      ]),
    Row(
      name: "a shorter stand-still holds from the beginning", standstill: 100,
      looks: [
        Look(pass: 1, written: 0, step: .standstill(.milliseconds(100))),
        Look(pass: 5, left: 10, step: nil),
      ]),
    Row(
      name: "QEMU's own stand-still is nothing to change", standstill: 300,
      looks: [Look(pass: 5, step: nil)]),
    Row(
      name: "the throttle is said once, after the longer stand-still",
      looks: [
        Look(pass: 3, throttle: 30, step: longer),
        Look(pass: 3, throttle: 30, step: .throttled(30)),
        Look(pass: 5, throttle: 60, step: nil), Look(pass: 9, throttle: 99, step: nil),
      ]),
    Row(
      name: "post-copy comes when more of a throttle makes no difference", postcopy: true,
      looks: [
        Look(pass: 3, step: longer), Look(pass: 3, throttle: 30, step: .throttled(30)),
        Look(pass: 5, throttle: 60, step: nil), Look(pass: 7, throttle: 90, step: .postcopy),
        Look(pass: 8, throttle: 99, left: 5, step: nil),
      ]),
    Row(
      name: "without a throttle it comes when a pass with the longer stand-still was no use",
      throttle: 0, postcopy: true,
      looks: [
        Look(pass: 2, step: longer), Look(pass: 2, step: nil), Look(pass: 3, step: nil),
        Look(pass: 4, step: .postcopy),
      ]),
    Row(
      name: "one that still stalls in the second half of its time goes on there", postcopy: true,
      looks: [
        Look(pass: 2, step: longer), Look(pass: 3, left: 51, step: nil),
        Look(pass: 3, written: 2, left: 49, step: nil), Look(pass: 3, left: 49, step: .postcopy),
      ]),
    Row(
      name: "and not where the rest would not be there in time", postcopy: true,
      looks: [
        Look(pass: 2, step: longer), Look(pass: 3, rest: 320, left: 49, step: nil),
        Look(pass: 3, rest: 310, left: 49, step: .postcopy),
      ]),
    Row(
      name: "never before one pass is over", postcopy: true,
      looks: [Look(pass: 1, left: 24, step: longer), Look(pass: 1, left: 20, step: nil)]),
    Row(
      name: "nor where it is not allowed",
      looks: [Look(pass: 2, step: longer), Look(pass: 9, throttle: 0, left: 20, step: nil)]),
  ]

  @Test(arguments: rows)
  func aMoveIsGiven(_ row: Row) {
    var manner = MoveManner()
    manner.standstill = .milliseconds(row.standstill)
    (manner.throttle, manner.allowsPostcopy) = (row.throttle, row.postcopy)
    var convergence = MoveConvergence(manner, within: .seconds(100))
    for (number, look) in row.looks.enumerated() {
      let progress = MoveProgress(
        total: 100 << 20, remaining: look.rest << 20, speed: 10 << 20,
        dirtied: look.written << 20, pass: look.pass, throttle: look.throttle)
      let step = convergence.step(after: progress, left: .seconds(look.left))
      #expect(step == look.step, "look \(number)")
      if let step { convergence.took(step, at: progress) }
    }
  }

  /// What a toolstack took no notice of is due at the next look.
  @Test func aStepThatWasNotTakenIsDueAgain() {
    var manner = MoveManner()
    manner.standstill = .seconds(2)
    let convergence = MoveConvergence(manner, within: .seconds(100))
    let progress = MoveProgress(remaining: 1, speed: 1, dirtied: 1, pass: 2)
    for _ in 0..<2 {
      #expect(convergence.step(after: progress, left: .seconds(90)) == .standstill(.seconds(2)))
    }
  }

  @Test func aStepIsReadAsALine() {
    #expect(Self.longer.description == "it may stand still for up to 2.0 s at the end")
    #expect(MoveStep.throttled(30).description.contains("throttled by 30 % of its processor time"))
    #expect(MoveStep.postcopy.description.contains("post-copy"))
  }
}
