internal import Hypervisors
public import Model
internal import Platform

/// A dry run of a move: the same look at the other node as before a real one, and a forecast. Nothing of the guest is sent.
public struct MoveRehearsal {
  private let context: MethodContext

  /// The dry run for one resource's guest.
  public init(_ context: MethodContext) {
    self.context = context
  }

  /// What would come of a move there; nil where the toolstack measures nothing.
  ///
  /// - Throws: the first obstacle; `.neverConverges` for a guest that would never arrive.
  public func run(to target: MoveTarget) throws(Failure) -> (
    pace: MovePace, forecast: MoveForecast
  )? {
    let guest = context.guest
    guard let mover = context.driver.mover else { throw Failure(.cannotMove, context.driver.name) }
    let first = context.witnesses.first(guest, until: context.deadline())
    guard first.state == .running else {
      throw Failure(.moveRefused, guest.name, cause: "here it is \(first.state)")
    }
    try PasswordFile.check(for: target)
    try mover.check(guest, to: target, until: context.deadline(.seconds(60)))
    guard let pace = try mover.pace(of: guest, to: target, until: context.deadline(.seconds(60)))
    else { return nil }
    let forecast = MoveForecast(pace)
    if forecast.duration == nil {
      throw Failure(
        .neverConverges, guest.name,
        cause: "\(pace.written.second >> 20) MiB are written within a second, and the link to "
          + "\(target.node) carries \(pace.speed >> 20) MiB")
    }
    return (pace, forecast)
  }

  /// What a stop would give the move: Migration_share of Stop_timeout.
  public var allowed: Duration {
    let values = context.configuration.values
    return values.seconds(.stopTimeout) * values.integer(.migrationShare) / 100
  }
}
