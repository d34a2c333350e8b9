public import Model

/// A program that runs while its caller does other things: what takes long and reports by other ways than its output.
///
/// Its output is read at its end, so it is for programs that say little: a pipe holds 64 KiB.
public struct RunningProgram: ~Copyable {
  private let child: Child
  private let output: Descriptor
  private let errors: Descriptor
  private let began = Clock.now

  /// Starts it, with nothing on its standard input.
  public init(_ command: Command) throws(SystemError) {
    let said = try Pipe()
    let complained = try Pipe()
    child = try Child(
      command, streams: Streams(output: said.writing.number, errors: complained.writing.number))
    output = said.reading
    errors = complained.reading
  }

  /// Waits for its end; nil when `deadline` passes first. Call it no more once it has returned a completion.
  public func wait(until deadline: Instant) -> Completion? {
    guard let ending = child.wait(until: deadline) else { return nil }
    return completion(ending)
  }

  /// Waits for its end, or kills it and its process group at `deadline`.
  public func end(by deadline: Instant) -> Completion { wait(until: deadline) ?? kill() }

  /// Kills it and its process group.
  public func kill() -> Completion {
    child.end()
    return completion(.timedOut)
  }

  private func completion(_ ending: Completion.Ending) -> Completion {
    output.setNonBlocking()
    errors.setNonBlocking()
    return Completion(
      ending: ending, output: ((try? output.readAvailable()) ?? nil) ?? [],
      errors: ((try? errors.readAvailable()) ?? nil) ?? [], elapsed: Clock.now - began)
  }
}
