public import Model
public import Platform
internal import Synchronization

#if DEBUG
  /// Time that passes at once when it is waited for, from now on.
  ///
  /// A class, because everybody in one test has the same time.
  public final class VirtualTime: RehearsedTime {
    private let began = Clock.now
    private let wall = Clock.secondsSince1970
    private let passed = Mutex(Duration.zero)

    /// Time that begins now.
    public init() {}

    /// See the protocol.
    public var now: Instant { began + passed.withLock { $0 } }
    /// See the protocol.
    public var secondsSince1970: Int64 { wall + passed.withLock { $0.components.seconds } }

    /// See the protocol.
    public func pass(until deadline: Instant) {
      passed.withLock { $0 = max($0, deadline - began) }
    }
  }
#endif
