public import Platform
public import Testing

/// Expects that a program exited with 0. What it said stands in the test's output when it did not: an expectation of a value that is
/// made by `try` shows no more of it than its name.
public func expectSuccess(
  _ completion: Completion, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(completion.succeeded, completion.complaint, sourceLocation: sourceLocation)
}

/// Requires it, where nothing that follows has a sense without.
public func requireSuccess(
  _ completion: Completion, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try #require(completion.succeeded, completion.complaint, sourceLocation: sourceLocation)
}

extension Completion {
  fileprivate var complaint: Comment {
    "\(ending) after \(elapsed): \(errorText.isEmpty ? text : errorText)"
  }
}
