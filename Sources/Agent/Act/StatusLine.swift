internal import Frameworks
internal import Model
internal import Platform

/// What is told of a move while it goes on: in the log, and on the resource's status line.
struct StatusLine {
  private let context: MethodContext
  /// A framework that does not take it once is not kept waiting for again: the move is what counts.
  private var isTaken = true

  init(_ context: MethodContext) { self.context = context }

  /// Tells it.
  mutating func say(_ words: String) {
    context.log.write(.notice, words)
    guard isTaken else { return }
    isTaken = context.framework.report(
      words, of: context.identity, until: context.deadline(.seconds(3)))
    if !isTaken {
      context.log.write(
        .warning, "\(context.framework.name) does not take the status line, and the move goes on")
    }
  }
}
