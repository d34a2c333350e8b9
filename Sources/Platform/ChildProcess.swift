internal import Glibc
internal import LinuxCalls
public import Model

/// A program to be run, by its absolute path and an argument vector; never a shell line.
public struct Command: Equatable, Sendable {
  /// Absolute path of the program.
  public var program: String
  /// What it is called with, without its own name.
  public var arguments: [String]
  /// `argv[0]`, when it should differ from the path.
  public var name: String?
  /// The whole environment; nil passes our own on, for commands whose contract says so.
  public var environment: [String: String]?
  /// What it finds on its standard input.
  public var input: [UInt8]
  /// How much of each output stream is kept, in bytes; more is read and dropped.
  public var outputLimit: Int

  /// A command with these parts.
  public init(
    _ program: String, _ arguments: [String], name: String? = nil,
    environment: [String: String]? = Environment.clean, input: [UInt8] = [],
    outputLimit: Int = 1 << 20
  ) {
    (self.program, self.arguments, self.name) = (program, arguments, name)
    (self.environment, self.input, self.outputLimit) = (environment, input, outputLimit)
  }
}

/// How a program that was run came to its end, and what it said.
public struct Completion: Equatable, Sendable {
  /// The end of a program.
  public enum Ending: Equatable, Sendable {
    /// It exited with this status.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)
    /// Its deadline passed; it and its process group were killed.
    case timedOut
  }
  public var ending: Ending
  /// Its standard output, up to the command's limit.
  public var output: [UInt8]
  /// Its standard error, up to the command's limit.
  public var errors: [UInt8]
  /// Whether one of the two was longer than what was kept.
  public var truncated: Bool
  /// How long it ran.
  public var elapsed: Duration

  /// A completion with these parts; tests and stand-ins make their own.
  public init(
    ending: Ending, output: [UInt8] = [], errors: [UInt8] = [], truncated: Bool = false,
    elapsed: Duration = .zero
  ) {
    (self.ending, self.output, self.errors) = (ending, output, errors)
    (self.truncated, self.elapsed) = (truncated, elapsed)
  }

  /// Whether it exited with status 0.
  public var succeeded: Bool { ending == .exited(0) }
  /// Standard output as text.
  public var text: String { String(decoding: output, as: UTF8.self) }
  /// Standard error as text.
  public var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// Programs run as children of this one.
public enum ChildProcess {
  /// Runs a program to its end, or kills it and its process group at `deadline`.
  ///
  /// It gets a process group of its own, default signal actions, no descriptor but 0, 1 and 2. A grandchild that keeps the
  /// output open does not hold the caller up: what was written by the time of the program's exit is returned. When
  /// one of the descriptors in `interruptions` becomes readable, the deadline counts as passed.
  public static func run(
    _ command: Command, until deadline: Instant, interruptions: [Int32] = []
  ) throws(SystemError) -> Completion {
    #if DEBUG
      // A real program takes the machine's time, whatever time a test has made for its caller; else it would always be late,
      // and be left without anybody who waits for it.
      if Clock.rehearsed != nil {
        let left = deadline - Clock.now
        let result = Clock.$rehearsed.withValue(nil) {
          Result { () throws(SystemError) in
            try run(command, until: Clock.now + left, interruptions: interruptions)
          }
        }
        return try result.get()
      }
    #endif
    let began = Clock.now
    let output = try Pipe()
    let errors = try Pipe()
    let input = try Pipe()
    let child = try Child(
      command,
      streams: Streams(
        input: input.reading.number, output: output.writing.number, errors: errors.writing.number))
    return collect(
      command, child, began, deadline, interruptions, output.reading, errors.reading, input.writing)
  }

  /// Feeds the program and reads both its streams while it runs.
  private static func collect(
    _ command: Command, _ child: consuming Child, _ began: Instant, _ deadline: Instant,
    _ interruptions: [Int32], _ output: consuming Descriptor, _ errors: consuming Descriptor,
    _ input: consuming Descriptor
  ) -> Completion {
    var open: Set<Int32> = [output.number, errors.number]
    let numbers = (output: output.number, errors: errors.number, input: input.number)
    output.setNonBlocking()
    errors.setNonBlocking()
    input.setNonBlocking()
    var result = Completion(ending: .timedOut)
    var pending = command.input[...]
    var feed: Descriptor? = pending.isEmpty ? nil : consume input

    func keep(_ number: Int32) {
      let stream = number == numbers.output ? output.readChunk() : errors.readChunk()
      guard let bytes = stream else { return }
      if bytes.isEmpty { open.remove(number) }
      let kept = number == numbers.output ? result.output.count : result.errors.count
      let room = max(0, command.outputLimit - kept)
      if bytes.count > room { result.truncated = true }
      if number == numbers.output {
        result.output += bytes.prefix(room)
      } else {
        result.errors += bytes.prefix(room)
      }
    }

    while true {
      var interests: [Poll.Interest] = open.map { .readable($0) } + [.readable(child.handle)]
      if feed != nil { interests.append(.writable(numbers.input)) }
      interests += interruptions.map { .readable($0) }
      // A program that writes without end is always ready, so the clock is asked as well.
      guard Clock.now < deadline, let ready = Poll.wait(interests, until: deadline),
        !ready.contains(where: interruptions.contains)
      else {
        child.end()
        break
      }
      if ready.contains(numbers.input), feed != nil {
        let count = pending.withUnsafeBytes { write(numbers.input, $0.baseAddress, $0.count) }
        if count > 0 { pending = pending.dropFirst(count) }
        if pending.isEmpty || (count < 0 && errno != EAGAIN && errno != EINTR) { feed = nil }
      }
      for number in ready where open.contains(number) { keep(number) }
      if ready.contains(child.handle) {
        if let ending = child.wait(until: Clock.now + .seconds(2)) { result.ending = ending }
        // Everything the program wrote is in the pipes by now; bounded, as a grandchild may go on writing.
        for number in open {
          for _ in 0..<64 where open.contains(number) {
            let before = result.output.count + result.errors.count
            keep(number)
            if result.output.count + result.errors.count == before { break }
          }
        }
        break
      }
    }
    result.elapsed = Clock.now - began
    return result
  }
}

extension Descriptor {
  /// What is there to be read, or nil when nothing is; an error counts as the end.
  fileprivate borrowing func readChunk() -> [UInt8]? {
    do { return try readAvailable() } catch { return [] }
  }
}
