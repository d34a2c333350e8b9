internal import Model
internal import Platform

/// Whether somebody asks for the end: Ctrl-C, or a polite signal, which end nothing by themselves.
///
/// A class, as the queue is one and is asked from several places.
final class Interrupts {
  private let queue: SignalQueue
  private(set) var hasCome = false

  init() throws(Failure) {
    do throws(SystemError) {
      queue = try SignalQueue([Signal.interrupt, Signal.terminate, Signal.hangUp])
    } catch { throw Failure(.cannotRun, "signalfd", of: error) }
  }

  /// Readable when one comes.
  var handle: Int32 { queue.handle }

  /// Waits for so long, unless one comes or has come; whether one has.
  func came(within limit: Duration) -> Bool {
    if hasCome {
      Clock.sleep(until: Clock.now + limit)
    } else if Poll.wait(for: .readable(queue.handle), until: Clock.now + limit) {
      hasCome = queue.next() != nil
    }
    return hasCome
  }
}
