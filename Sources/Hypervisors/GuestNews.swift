public import Model

/// What a toolstack tells of one guest by itself, as long as it is listened to.
///
/// It only says when to look: what the guest is, is always read again. Nothing here waits, so that a toolstack that hangs
/// never keeps its listener from seeing the guest's process end.
public protocol GuestNews: AnyObject {
  /// Readable when there is something to read; nil while nobody can be listened to.
  var handle: Int32? { get }
  /// When to read even so: to ask for a sign of life, or to try again to listen.
  var due: Instant { get }
  /// Why nobody can be listened to; nil while all is well and before the first attempt has ended.
  var complaint: String? { get }
  /// Takes what has come, answers it, and does what is due; nil when the guest need not be looked at.
  func read() -> GuestTiding?
}

/// A reason to look at a guest.
public enum GuestTiding: Equatable, Sendable {
  /// Something happened to it, or may have happened while nobody listened.
  case change
  /// It has left this node by a migration; of a guest that is defined nowhere, nothing else tells it from a death.
  case departure
}
