import Dispatch
import Synchronization
public import Testing

/// Runs each test of a suite on a thread that it may hold while it waits for a program.
///
/// The tests' common threads are as many as the machine has cores: two tests that wait would hold all the others up.
public struct OwnThreadsTrait: SuiteTrait, TestTrait, TestScoping {
  /// The suites within a suite have it too.
  public let isRecursive = true

  /// See the type.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(Threads.common) { try await function() }
  }
}

extension Trait where Self == OwnThreadsTrait {
  /// For suites whose tests start programs and wait for them.
  public static var ownThreads: Self { OwnThreadsTrait() }
}

/// A class, as an executor is known by its identity.
private final class Threads: TaskExecutor {
  /// More than cores, since what waits needs none; not so many that what works is late.
  static let common = Threads(4)

  private let waiting = Mutex<[UnownedJob]>([])
  private let count = DispatchSemaphore(value: 0)

  init(_ threads: Int) {
    for number in 0..<threads {
      // A serial queue has a thread of its own for as long as it works.
      DispatchQueue(label: "tests.\(number)").async { self.work() }
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    waiting.withLock { $0.append(job) }
    count.signal()
  }

  private func work() {
    while true {
      count.wait()
      let job = waiting.withLock { $0.removeFirst() }
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
