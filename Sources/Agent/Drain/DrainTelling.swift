/// What a drain tells while it is at work.
public enum DrainEvent: Equatable, Sendable {
  /// A guest begins to go to a node; the how manieth, of how many that are known by now.
  case moving(String, to: String, number: Int, of: Int)
  /// It is on its way for so long.
  case onTheWay(String, to: String, for: Duration)
  /// It is there; whether it was stopped and started on the way.
  case arrived(String, on: String, after: Duration, restarted: Bool)
  /// Where it was to go has gone away, and another place is looked for.
  case again(String, because: String)
  /// It stays where it is.
  case stayed(String, because: String)
  /// It is left where it is, as it is not where the drain had sent it.
  case leftAlone(String, because: String)
  /// Somebody asked for the end: what is under way is seen to its end, and nothing more is begun.
  case ending([String])
  /// The rest of a drain that was killed is cleared away.
  case cleared(Int)
  /// The node is in standby now, or no longer.
  case standby(String, Bool)
}
