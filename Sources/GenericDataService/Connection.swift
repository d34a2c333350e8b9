internal import Model
internal import Platform

/// One caller of a process monitor: it sends a line of words and gets an answer, or waits for the end of the tree.
///
/// A class, because the stream that it owns cannot be copied into an array.
final class Connection {
  private let stream: LocalStream
  private var received: [UInt8] = []
  private(set) var isDone = false
  /// Whether the caller waits for the end of the tree.
  private(set) var isWaiting = false

  init(_ descriptor: consuming Descriptor) {
    stream = LocalStream(descriptor)
  }

  var handle: Int32 { stream.handle }

  /// The words of the caller's request once the whole line is there; a caller that has gone is done.
  func request() -> [String]? {
    // Called when there is something to read, so that a deadline of now holds nobody up.
    guard let bytes = try? stream.read(until: Clock.now, limit: 4_096), !bytes.isEmpty,
      received.count < 4_096
    else {
      isDone = true
      return nil
    }
    received += bytes
    guard let end = received.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { received = [] }
    return String(decoding: received[..<end], as: UTF8.self).split(separator: " ").map(String.init)
  }

  /// The answer comes later: the caller waits.
  func keep() { isWaiting = true }

  /// Answers and is done; a caller who does not read gets a second and no more.
  func reply(_ text: String) {
    try? stream.write(Array((text + "\n").utf8), until: Clock.now + .seconds(1))
    isDone = true
  }
}
