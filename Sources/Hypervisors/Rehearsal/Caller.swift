internal import Model
internal import Platform

/// Somebody who called the daemon: what it said so far and what it is to be told, and when.
///
/// A class, because its socket cannot be copied.
final class Caller {
  let opened = Clock.now
  let door: RehearsalClient.Door
  /// Whether nothing more is to be done for it.
  private(set) var isDone = false
  private let socket: Descriptor
  private var received: [UInt8] = []
  private var pending: (text: String, time: Instant)?
  private var wasServed = false

  /// The caller at the other end of a socket.
  init(_ socket: consuming Descriptor, at door: RehearsalClient.Door) {
    self.socket = socket
    self.door = door
  }

  /// Readable when it says something or goes.
  var handle: Int32 { socket.number }

  /// When something is to be done for it by time alone.
  var wakeUp: Instant { pending?.time ?? opened + .seconds(600) }

  /// The one line that it calls with, once it is whole; a caller that goes, or says too much, is done.
  func receive() -> String? {
    guard let bytes = try? socket.readAvailable(), !bytes.isEmpty, !wasServed else {
      isDone = true
      return nil
    }
    received += bytes
    guard let end = received.firstIndex(of: UInt8(ascii: "\n")) else {
      if received.count > RehearsalClient.lineLimit { isDone = true }
      return nil
    }
    wasServed = true
    let line = String(validating: received[..<end], as: UTF8.self)
    received = []
    // What is not text is not a request either; the reader of the line refuses the empty one.
    return line ?? ""
  }

  /// Tells it this, at that time.
  func reply(_ text: String, at time: Instant) { pending = (text, time) }

  /// Tells it what is due, without waiting for it: a caller that does not read is dropped.
  func sendIfDue(at now: Instant) {
    guard let (text, time) = pending, time <= now else { return }
    try? socket.write(Array(text.utf8), until: now)
    isDone = true
  }

  /// Nothing more is done for it.
  func leave() { isDone = true }
}
