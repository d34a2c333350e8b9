import Glibc
import Model
import Platform
import TestSupport
import Testing

@Suite(.ownThreads) struct ChildProcessTests {
  private static func shell(_ line: String, input: [UInt8] = [], outputLimit: Int = 1 << 20)
    -> Command
  {
    Command("/bin/sh", ["-c", line], input: input, outputLimit: outputLimit)
  }

  private static func run(_ command: Command, limit: Duration = .seconds(60)) throws -> Completion {
    Signal.ignoreBrokenPipes()
    return try ChildProcess.run(command, until: Clock.now + limit)
  }

  @Test(
    arguments: [
      ("exit 0", .exited(0)), ("exit 7", .exited(7)), ("exit 255", .exited(255)),
      ("kill -9 $$", .signalled(9)), ("kill -15 $$", .signalled(15)),
    ] as [(String, Completion.Ending)])
  func theEndingIsTold(_ line: String, _ ending: Completion.Ending) throws {
    #expect(try Self.run(Self.shell(line)).ending == ending)
  }

  @Test func bothStreamsAreKeptApart() throws {
    let result = try Self.run(Self.shell("echo out; echo err >&2; printf more"))
    #expect(result.text == "out\nmore")
    #expect(result.errorText == "err\n")
    #expect(result.truncated == false)
    expectSuccess(result)
  }

  @Test func aProgramThatIsNotThereIsAnError() throws {
    let error = #expect(throws: SystemError.self) { try Self.run(Command("/no/such/program", [])) }
    #expect(error?.isMissing == true)
    #expect(error?.description.contains("/no/such/program") == true)
    let sandbox = try Sandbox()
    let text = try sandbox.write("text", "no program\n")
    #expect(throws: SystemError.self) { try Self.run(Command(text, [])) }
  }

  @Test func inputIsFedWholeAndEnds() throws {
    let input = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    #expect(try Self.run(Command("/bin/cat", [], input: input)).output == input)
    #expect(try Self.run(Command("/bin/cat", [])).output == [])
    // A program that does not want its input ends as it would have.
    #expect(try Self.run(Self.shell("exit 3", input: input)).ending == .exited(3))
    #expect(
      try Self.run(Self.shell("exec <&-; sleep 0.2; exit 4", input: input)).ending == .exited(4))
  }

  @Test func outputBeyondTheLimitIsReadAndDropped() throws {
    let long = Self.shell("head -c 3000000 /dev/zero; echo end >&2", outputLimit: 1_000)
    let result = try Self.run(long)
    #expect(result.output == [UInt8](repeating: 0, count: 1_000))
    #expect(result.truncated)
    #expect(result.errorText == "end\n")
    expectSuccess(result)
  }

  @Test func whatFitsIsNotCut() throws {
    let result = try Self.run(Self.shell("head -c 200000 /dev/zero", outputLimit: 200_000))
    #expect(result.output.count == 200_000)
    #expect(result.truncated == false)
  }

  @Test func aDeadlineEndsTheProgramAndItsGroup() throws {
    let sandbox = try Sandbox()
    let file = "\(sandbox.root)/grandchild"
    let result = try Self.run(
      Self.shell("sleep 1000 & echo $! > \(file).x; mv \(file).x \(file); echo said; wait"),
      limit: .seconds(3))
    #expect(result.ending == .timedOut)
    #expect(result.text == "said\n")
    #expect(result.elapsed < .seconds(50))
    let pid = try #require(Int32(try sandbox.text("grandchild").trimmingNewline))
    #expect(Sandbox.eventually { Processes.identity(pid) == nil })
  }

  @Test func aProgramThatTalksWithoutEndMeetsItsDeadline() throws {
    // Several, so that there is always something to read when the deadline passes.
    let talk = Self.shell("yes & yes & yes & yes & yes & yes & wait", outputLimit: 10)
    let result = try Self.run(talk, limit: .seconds(3))
    #expect(result.ending == .timedOut)
    #expect(result.output == Array("y\ny\ny\ny\ny\n".utf8))
    #expect(result.elapsed < .seconds(50))
  }

  @Test func aGrandchildThatKeepsTheOutputOpenHoldsNobodyUp() throws {
    let result = try Self.run(Self.shell("sleep 1000 & echo $!"), limit: .seconds(120))
    #expect(result.ending == .exited(0))
    #expect(result.elapsed < .seconds(60))
    let pid = try #require(Int32(result.text.trimmingNewline))
    // It was left behind on purpose.
    let left = try #require(Processes.identity(pid))
    #expect(Processes.signal(left, Signal.kill))
  }

  @Test func wordsArriveAsTheyWereMeant() throws {
    let every = (1...0x17F).compactMap { Unicode.Scalar($0) }.map { String(Character($0)) }
    let words = [every.joined(), "", " ", "a b", "'\"", "$HOME", "`id`", "*", "-n", "\n"]
    let result = try Self.run(Command("/usr/bin/printf", ["%s\\0"] + words))
    #expect(result.output == words.flatMap { Array($0.utf8) + [0] })
  }

  @Test func aWordWithANulIsRefusedAndNotCut() {
    for command in [
      Command("/bin/echo", ["a\u{0}b"]), Command("/bin/echo\u{0}x", []),
      Command("/bin/echo", [], environment: ["A": "b\u{0}c"]),
      Command("/bin/echo", [], name: "\u{0}"),
    ] {
      let error = #expect(throws: SystemError.self) { try Self.run(command) }
      #expect(error?.number == EINVAL)
    }
  }

  @Test func theEnvironmentIsTheOneGivenOrAShortOneOfItsOwn() throws {
    let given = try Self.run(Command("/usr/bin/env", [], environment: ["A": "b c", "E": ""]))
    #expect(given.text == "A=b c\nE=\n")
    let own = try Self.run(Command("/usr/bin/env", []))
    let lines = Set(own.text.split(separator: "\n").map(String.init))
    #expect(lines == Set(Environment.clean.map { "\($0.key)=\($0.value)" }))
    #expect(lines.contains("PATH=/usr/bin:/usr/sbin:/bin:/sbin"))
    let named = try Self.run(Command("/bin/sh", ["-c", "ps -o args= -p $$"], name: "other"))
    #expect(named.text.hasPrefix("other -c"))
  }

  @Test func descriptorsThatWereLeftOpenInUsAreNotTheChilds() throws {
    let inherited = Descriptor(open("/dev/null", O_RDONLY))
    #expect(fcntl(inherited.number, F_GETFD) == 0, "it would be inherited")
    let result = try Self.run(Command("/bin/ls", ["/proc/self/fd"]))
    // The fourth is the directory that is being listed.
    #expect(result.text == "0\n1\n2\n3\n")
  }

  @Test func signalsThatWeIgnoreAreNotIgnoredByTheChild() throws {
    let result = try Self.run(Command("/bin/grep", ["^SigIgn", "/proc/self/status"]))
    let mask = try #require(UInt64(result.text.trimmingNewline.suffix(16), radix: 16))
    // The C library keeps two signals above the standard 31 for itself and has them ignored here.
    #expect(mask & 0x7FFF_FFFF == 0)
  }

  @Test func noDescriptorIsLeftOpen() async {
    await #expect(processExitsWith: .success) {
      let count: () throws -> Int = { try Files.list("/proc/self/fd").count }
      _ = try Self.run(Self.shell("exit 0"))
      let before = try count()
      for round in 0..<200 {
        _ = try? Self.run(
          round % 3 == 0 ? Command("/no/such", []) : Self.shell("echo x", input: [1, 2]))
      }
      for _ in 0..<10 {
        _ = try Self.run(Command("/bin/sleep", ["100"]), limit: .milliseconds(10))
      }
      // The runtime's own threads may open a file now and then; a leak would be one for each run.
      Output.exit(try count() < before + 5 ? 0 : 1)
    }
  }

  @Test func aChildStandsWhereItWasPut() throws {
    for (standing, line) in [(Child.Standing.group, "pgid"), (.session, "sid")] {
      let pipe = try Pipe()
      let child = try Child(
        Self.shell("ps -o \(line)= -p $$"), streams: Streams(output: pipe.writing.number),
        standing: standing)
      let pid = child.pid
      #expect(child.wait(until: Clock.now + .seconds(60)) == .exited(0))
      let text = String(decoding: try pipe.reading.readAvailable() ?? [], as: UTF8.self)
      #expect(Int32(text.split(whereSeparator: \.isWhitespace).first ?? "") == pid)
    }
  }

  @Test func aChildIsWaitedForAndSignalled() throws {
    let child = try Child(Command("/bin/sleep", ["1000"]))
    #expect(child.wait(until: Clock.now + .milliseconds(50)) == nil)
    child.signal(Signal.terminate)
    #expect(child.wait(until: Clock.now + .seconds(60)) == .signalled(15))
  }
}

extension String {
  /// The text without the newline that ends it.
  var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
