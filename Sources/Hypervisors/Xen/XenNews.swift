internal import Model
internal import Platform

/// News of a guest of xl: the process that xl leaves beside it ends with the guest, whether it dies or leaves.
///
/// A class, because all its holders share one process.
final class XenNews: GuestNews {
  private let keeper: XenKeeper
  private let pause: Duration
  private var watched: Watched?
  private(set) var due = Clock.now
  let complaint: String? = nil

  /// News of the guest of this keeper, which is looked for again within `pause` while it is not there.
  init(_ keeper: XenKeeper, retryingWithin pause: Duration) {
    (self.keeper, self.pause) = (keeper, pause)
  }

  var handle: Int32? { watched?.handle }

  func read() -> GuestTiding? {
    if let watched {
      guard watched.hasEnded else {
        due = Clock.now + .seconds(60)
        return nil
      }
      self.watched = nil
      due = Clock.now + pause
      return .change
    }
    guard Clock.now >= due else { return nil }
    watched = (try? keeper.find()).flatMap { try? Watched($0) }
    due = Clock.now + (watched == nil ? pause : .seconds(60))
    return nil
  }
}

/// A process whose end is seen; a class, because a handle on a process cannot be copied.
private final class Watched {
  private let watch: ProcessHandle

  init(_ process: ProcessIdentity) throws(SystemError) {
    watch = try ProcessHandle(process)
  }

  var handle: Int32 { watch.handle }
  var hasEnded: Bool { watch.ended(by: Clock.now) }
}
