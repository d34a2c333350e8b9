import Glibc
import Model
import Platform
import TestSupport
import Testing

@Suite(.ownThreads) struct StreamTests {
  /// A deadline for what comes; no test waits for it to pass.
  private static func soon() -> Instant { Clock.now + .seconds(60) }

  /// A deadline for what never comes.
  private static func shortly() -> Instant { Clock.now + .milliseconds(200) }

  private static func accept(_ listener: borrowing LocalListener) throws(SystemError) -> Descriptor
  {
    guard let accepted = listener.accept() else { throw .missing("accept") }
    return accepted
  }

  /// Whether a call ended with a time-out, and did not hang.
  private static func timesOut(_ body: () throws(SystemError) -> Void) -> Bool {
    let began = Clock.now
    do throws(SystemError) {
      try body()
      return false
    } catch {
      return error.isTimeout && Clock.now - began < .seconds(50)
    }
  }

  @Test func bytesGoBothWaysAndEndWithTheOther() throws {
    let sandbox = try Sandbox()
    let listener = try LocalListener("\(sandbox.root)/s")
    let near = try LocalStream(connectingTo: "\(sandbox.root)/s", until: Self.soon())
    #expect(Poll.wait([.readable(listener.handle)], until: Self.soon()) != nil)
    let far = LocalStream(try Self.accept(listener))
    try near.write(Array("hello".utf8), until: Self.soon())
    #expect(try far.read(exactly: 2, until: Self.soon()) == Array("he".utf8))
    #expect(try far.read(until: Self.soon()) == Array("llo".utf8))
    try far.write(Array("bye".utf8), until: Self.soon())
    _ = consume far
    #expect(try near.readToEnd(limit: 100, until: Self.soon()) == Array("bye".utf8))
    #expect(try near.read(until: Self.soon()) == [])
    let cut = #expect(throws: SystemError.self) { try near.read(exactly: 1, until: Self.soon()) }
    #expect(cut?.isMissing == true)
  }

  @Test func nobodyIsWaitedForBeyondTheDeadline() throws {
    let sandbox = try Sandbox()
    let listener = try LocalListener("\(sandbox.root)/s")
    let near = try LocalStream(connectingTo: "\(sandbox.root)/s", until: Self.soon())
    let far = try Self.accept(listener)
    #expect(Self.timesOut { () throws(SystemError) in _ = try near.read(until: Self.shortly()) })
    #expect(
      Self.timesOut { () throws(SystemError) in _ = try near.read(exactly: 5, until: Self.shortly())
      })
    #expect(
      Self.timesOut { () throws(SystemError) in
        try near.write([UInt8](repeating: 1, count: 8 << 20), until: Self.shortly())
      })
    #expect(try far.readAvailable() != nil, "it was open all the time")
  }

  @Test func aListenerThatHangsIsAbandonedAtTheDeadline() throws {
    let sandbox = try Sandbox()
    let listener = try LocalListener("\(sandbox.root)/s")
    var waiting = 0
    // Fill its queue without being accepted; each stream is closed again and stays queued.
    while waiting < 1_000 {
      guard (try? LocalStream(connectingTo: listener.path, until: Clock.now)) != nil else { break }
      waiting += 1
    }
    #expect((64..<1_000).contains(waiting))
    #expect(
      Self.timesOut { () throws(SystemError) in
        _ = try LocalStream(connectingTo: listener.path, until: Self.shortly())
      })
    let taken = #expect(throws: SystemError.self) { _ = try LocalListener(listener.path) }
    #expect(taken?.number == EADDRINUSE, "one that hangs is not dead")
  }

  @Test func aSocketIsTakenOverFromTheDeadOnly() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/s"
    do {
      let listener = try LocalListener(path, mode: 0o640)
      #expect(Files.information(path)?.mode == 0o640)
      let taken = #expect(throws: SystemError.self) { _ = try LocalListener(path) }
      #expect(taken?.number == EADDRINUSE)
      _ = consume listener
    }
    #expect(Files.information(path)?.kind == .socket, "it is left behind")
    let refused = #expect(throws: SystemError.self) {
      _ = try LocalStream(connectingTo: path, until: Self.soon())
    }
    #expect(refused?.isRefused == true)
    _ = try LocalListener(path)
    let file = try sandbox.write("file", "x")
    #expect(throws: SystemError.self) { _ = try LocalListener(file) }
    #expect(try sandbox.text("file") == "x", "what is no socket stays")
  }

  @Test func aLongPathIsReachedByItsDirectory() throws {
    let sandbox = try Sandbox()
    let directory = "\(sandbox.root)/" + String(repeating: "g", count: 255)
    try Files.makeDirectory(directory)
    let listener = try LocalListener("\(directory)/s", mode: 0o600)
    #expect(Files.information("\(directory)/s")?.mode == 0o600)
    let near = try LocalStream(connectingTo: "\(directory)/s", until: Self.soon())
    let far = LocalStream(try Self.accept(listener))
    try far.write([1, 2, 3], until: Self.soon())
    #expect(try near.read(exactly: 3, until: Self.soon()) == [1, 2, 3])
  }

  @Test func aNameThatIsTooLongIsAnError() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/" + String(repeating: "x", count: 200)
    #expect(
      #expect(throws: SystemError.self) { _ = try LocalListener(path) }?.number == ENAMETOOLONG)
    let error = #expect(throws: SystemError.self) {
      _ = try LocalStream(connectingTo: path, until: Self.soon())
    }
    #expect(error?.number == ENAMETOOLONG)
  }

  @Test func aReadToTheEndIsBounded() throws {
    let sandbox = try Sandbox()
    let listener = try LocalListener("\(sandbox.root)/s")
    let near = try LocalStream(connectingTo: listener.path, until: Self.soon())
    let far = LocalStream(try Self.accept(listener))
    try far.write([UInt8](repeating: 7, count: 1_000), until: Self.soon())
    #expect(try near.readToEnd(limit: 10, until: Self.soon()).count == 10)
  }

  @Test func aDeadlineInThePastLooksOnceAndALaterOneIsKept() throws {
    let pipe = try Pipe()
    let began = Clock.now
    #expect(Poll.wait([.readable(pipe.reading.number)], until: began - .seconds(5)) == nil)
    #expect(Poll.wait([.readable(pipe.reading.number)], until: began + .milliseconds(50)) == nil)
    #expect(Clock.now - began >= .milliseconds(50))
    #expect(
      Poll.wait([.writable(pipe.writing.number)], until: Clock.now) == [pipe.writing.number])
    try pipe.writing.write([1], until: Self.soon())
    #expect(
      Poll.wait([.readable(pipe.reading.number)], until: began) == [pipe.reading.number],
      "what is ready is ready, however late")
  }
}
