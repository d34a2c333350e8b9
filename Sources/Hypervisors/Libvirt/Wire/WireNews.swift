internal import Model
internal import Platform

/// The life-cycle events of one guest, over a connection that is made again whenever it breaks.
///
/// A class, because all its holders share one connection. It does not ask the daemon for its pings: with a thousand guests
/// that would be a thousand processes that wake every five seconds. It answers them, and sends its own.
final class WireNews: GuestNews {
  private let guest: Guest
  private let uri: String
  private let path: String?
  private let longestPause, silence: Duration
  private var pause = WireNews.shortestPause
  private var line: WireLine?
  /// Whether the daemon owes us an answer, so that nothing heard by `due` means that there is nobody.
  private var isWaiting = false

  private(set) var due = Clock.now
  private(set) var complaint: String?

  private static let shortestPause = Duration.milliseconds(100)

  /// News of a guest.
  ///
  /// - Parameters:
  ///   - path: where the daemon listens; by default where it does for that URI.
  ///   - silence: how long the daemon may say nothing before it is asked for a sign of life, and before a missing one counts
  ///     as its death. A daemon that ends closes the connection, so this is for one that hangs.
  init(
    of guest: Guest, at uri: String, path: String? = nil, retryingWithin longestPause: Duration,
    silence: Duration = .seconds(30)
  ) {
    (self.guest, self.uri, self.path) = (guest, uri, path)
    (self.longestPause, self.silence) = (longestPause, silence)
  }

  var handle: Int32? { line?.handle }

  func read() -> GuestTiding? {
    do throws(WireError) {
      guard let line else {
        try connect()
        return nil
      }
      let (heard, tiding) = try line.read()
      if heard {
        isWaiting = !line.isComplete
        due = Clock.now + silence
      } else if Clock.now >= due {
        if isWaiting { throw .silent("no sign of life within \(silence.readable)") }
        try line.write(WireKeepAlive.ping.message.bytes)
        isWaiting = true
        due = Clock.now + silence
      }
      if line.isComplete {
        (complaint, pause) = (nil, WireNews.shortestPause)
      }
      return tiding
    } catch {
      line = nil
      complaint = error.words
      due = Clock.now + pause
      pause = min(pause * 2, max(longestPause, WireNews.shortestPause))
      return nil
    }
  }

  private func connect() throws(WireError) {
    guard Clock.now >= due else { return }
    guard let path = path ?? WireSocket.existing(uri) else {
      throw .unavailable("no socket of a libvirt daemon")
    }
    line = try WireLine(path: path, WireSubscription(to: guest, at: uri))
    isWaiting = true
    due = Clock.now + silence
  }
}

/// A connection with a subscription on it.
///
/// It goes without a good-bye, as that of a client that was killed does: libvirtd 9.0 crashes when the good-bye and the end of
/// the connection of a client with subscriptions come at once, and a guard has nobody to wait for the answer.
private final class WireLine {
  private let stream: LocalStream
  private var subscription: WireSubscription

  init(path: String, _ subscription: WireSubscription) throws(WireError) {
    do throws(SystemError) {
      // Without waiting: the queue of a daemon that hangs is full, and the next attempt is soon enough.
      stream = try LocalStream(connectingTo: path, until: Clock.now)
    } catch { throw .unavailable(error.description) }
    self.subscription = subscription
    try write(subscription.greeting)
  }

  var handle: Int32 { stream.handle }
  var isComplete: Bool { subscription.isComplete }

  /// Takes what has come and answers it; whether anything had.
  func read() throws(WireError) -> (heard: Bool, tiding: GuestTiding?) {
    let bytes: [UInt8]?
    do throws(SystemError) {
      bytes = try stream.readNow(limit: 4_096)
    } catch { throw .silent(error.description) }
    guard let bytes else { return (false, nil) }
    guard !bytes.isEmpty else { throw .silent("the daemon hung up") }
    let turn = try subscription.receive(bytes)
    if !turn.outgoing.isEmpty { try write(turn.outgoing) }
    return (true, turn.tiding)
  }

  /// Writes a few words; a daemon that has no room for them in its socket does not listen any more.
  func write(_ bytes: [UInt8]) throws(WireError) {
    do throws(SystemError) {
      try stream.write(bytes, until: Clock.now)
    } catch { throw .silent(error.description) }
  }
}
