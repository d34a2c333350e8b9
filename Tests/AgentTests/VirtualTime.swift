import Platform
import TestSupport
import Testing

/// Runs each test in time that passes at once when it is waited for: no verdict depends on how busy the machine is.
///
/// It is for tests whose waiting is our own; a child process that is waited for would always be late. A release build knows no
/// such time.
struct VirtualTimeTrait: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    #if DEBUG
      try await Clock.$rehearsed.withValue(VirtualTime()) { try await function() }
    #else
      try await function()
    #endif
  }
}

extension Trait where Self == VirtualTimeTrait {
  /// See the type.
  static var virtualTime: Self { VirtualTimeTrait() }
}
