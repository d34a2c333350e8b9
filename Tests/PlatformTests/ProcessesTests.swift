import Glibc
import Model
import TestSupport
import Testing

@testable import Platform

@Suite(.ownThreads) struct ProcessesTests {
  @Test func aProcessIsToldFromALaterOneOfItsNumber() throws {
    let child = try Child(Command("/bin/sleep", ["1000"]))
    let real = try #require(Processes.identity(child.pid))
    let other = ProcessIdentity(pid: child.pid, startTime: real.startTime + 1)
    #expect(Processes.isAlive(real))
    #expect(!Processes.isAlive(other))
    #expect(#expect(throws: SystemError.self) { _ = try ProcessHandle(other) }?.isMissing == true)
    #expect(Processes.signal(other, Signal.kill) == false)
    #expect(child.wait(until: Clock.now + .milliseconds(100)) == nil, "the signal missed it")

    let watch = try ProcessHandle(real)
    let before = watch.ended(by: Clock.now)
    #expect(!before)
    #expect(Processes.signal(real, Signal.kill))
    let after = watch.ended(by: Clock.now + .seconds(60))
    #expect(after)
    #expect(Processes.status(child.pid)?.isZombie == true)
    #expect(!Processes.isAlive(real), "one that nobody waited for is no longer alive")
    #expect(child.wait(until: Clock.now + .seconds(60)) == .signalled(9))
    #expect(Processes.status(child.pid) == nil)
    let late = watch.signal(Signal.kill)
    #expect(!late)
  }

  @Test func aNameMayHoldAnything() throws {
    let sandbox = try Sandbox()
    let program = "\(sandbox.root)/a) R 1 (b"
    try Files.link(program, to: "/bin/sleep")
    let child = try Child(Command(program, ["1000"]))
    defer { child.end() }
    let status = try #require(Processes.status(child.pid))
    #expect(status.parent == Environment.processIdentifier)
    #expect(status.identity.startTime > 0)
    #expect(Sandbox.eventually { Processes.arguments(child.pid) == [program, "1000"] })
  }

  /// A process whose first thread has ended is shown as one that has ended, and its others may hang on a disk.
  @Test(arguments: [
    ("Z", 1, true), ("Z", 2, false), ("X", 1, true), ("S", 1, false), ("D", 9, false),
  ])
  func aProcessHasEndedWithItsLastThread(state: String, threads: Int, hasEnded: Bool) throws {
    let middle = "1 7 7 0 -1 4 0 0 0 0 3 2 0 0 20 0"
    let line = "7 (qemu) \(state) \(middle) \(threads) 0 4711 0 0"
    let status = try #require(Processes.status(7, in: Array(line.utf8)))
    #expect(status.threads == threads && status.identity.startTime == 4711)
    #expect(status.isZombie == hasEnded)
  }

  @Test func whatIsSeenOfThisMachineIsKnown() {
    let sight = Processes.sight
    #expect(sight == .machine || sight == Processes.space.map { .space($0) })
  }

  @Test(arguments: [
    ("rw", false), ("rw,hidepid=0", false), ("rw,hidepid=off", false), ("rw,hidepid=1", true),
    ("rw,gid=7,hidepid=invisible", true), ("rw,hidepid=ptraceable", true), ("rw,hidepid=2", true),
  ])
  func aProcThatHidesProcessesIsKnown(options: String, hides: Bool) {
    let root = "20 1 0:1 / / rw,relatime shared:1 - ext4 /dev/vda rw,hidepid=2\n"
    let proc = "54 20 0:50 / /proc rw,nosuid shared:5 master:2 - proc proc \(options)\n"
    let below = "55 54 0:51 / /proc/fs/nfsd rw - nfsd nfsd rw,hidepid=1\n"
    #expect(Processes.hides(Array((root + proc + below).utf8)) == hides)
  }

  @Test func whatIsNotThereIsNothing() {
    #expect(Processes.status(Int32.max) == nil)
    #expect(Processes.identity(-1) == nil)
    #expect(Processes.arguments(Int32.max) == [])
    #expect(Processes.descendants(of: Int32.max).isEmpty)
    #expect(Signal.send(Signal.terminate, to: 1) == false, "never to init")
    #expect(Signal.send(Signal.terminate, to: 0) == false, "never to our own group")
    #expect(Signal.send(Signal.terminate, toGroup: 1) == false, "never to everybody")
  }

  @Test func descendantsAreFoundParentsFirst() throws {
    let child = try Child(
      Command("/bin/sh", ["-c", "/bin/sh -c 'sleep 1000; true' & sleep 1000; true"]))
    defer {
      child.end()
    }
    #expect(Sandbox.eventually { Processes.descendants(of: child.pid).count == 3 })
    var known: Set<Int32> = [child.pid]
    for status in Processes.descendants(of: child.pid) {
      #expect(known.contains(status.parent))
      known.insert(status.identity.pid)
    }
  }

  @Test func orphansBecomeOursAndAreReaped() async {
    await #expect(processExitsWith: .success) {
      try Processes.becomeSubreaper()
      // The shell ends at once, and what it left in the background is ours.
      let shell = try Child(Command("/bin/sh", ["-c", "(sleep 0.2; exit 7) & exit 0"]))
      guard shell.wait(until: Clock.now + .seconds(60)) == .exited(0) else { Output.exit(1) }
      var seen: [Completion.Ending] = []
      let finished = Sandbox.eventually {
        guard let (pid, ending) = Processes.reap() else { return false }
        if pid != 0 { seen.append(ending) }
        return pid == 0
      }
      Output.exit(finished && seen == [.exited(7)] ? 0 : 2)
    }
  }

  @Test func signalsAreQueuedAsData() async {
    await #expect(processExitsWith: .success) {
      let queue = try SignalQueue([Signal.user1, Signal.terminate])
      guard queue.next() == nil else { Output.exit(1) }
      // To this very thread, as the test's process has others that do not block it.
      raise(Signal.terminate)
      raise(Signal.user1)
      guard Poll.wait([.readable(queue.handle)], until: Clock.now + .seconds(60)) != nil else {
        Output.exit(2)
      }
      let found = Set([queue.next(), queue.next()].compactMap { $0 })
      Output.exit(found == [Signal.user1, Signal.terminate] && queue.next() == nil ? 0 : 3)
    }
  }

  @Test func aChildDoesNotInheritBlockedSignals() async {
    await #expect(processExitsWith: .success) {
      let queue = try SignalQueue([Signal.terminate])
      let child = try Child(Command("/bin/sleep", ["1000"]))
      child.signal(Signal.terminate)
      let ending = child.wait(until: Clock.now + .seconds(60))
      Output.exit(ending == .signalled(15) && queue.next() == nil ? 0 : 1)
    }
  }

  @Test func whatACallerLeftUsIsPutRight() async {
    await #expect(processExitsWith: .exitCode(5)) {
      signal(SIGCHLD, SIG_IGN)
      close(0)
      guard Inheritance.putRight() == nil else { Output.exit(6) }
      guard fcntl(0, F_GETFD) >= 0 else { Output.exit(1) }
      let pipe = try Pipe()
      guard pipe.reading.number > 2, pipe.writing.number > 2 else { Output.exit(2) }
      let result = try ChildProcess.run(
        Command("/bin/sh", ["-c", "exit 5"]), until: Clock.now + .seconds(60))
      guard case .exited(let status) = result.ending else { Output.exit(3) }
      Output.exit(status)
    }
  }

  /// A sign that joins the one before it, as an accent does, makes one letter of the two for Swift.
  @Test(arguments: [
    ("A=b", "A", "b"), ("A=", "A", ""), ("A=b=c", "A", "b=c"), ("A=\u{301}", "A", "\u{301}"),
    ("=x", "", "x"),
  ])
  func aVariableIs(_ text: String, _ name: String, _ value: String) throws {
    let pair = try #require(Environment.pair(text))
    #expect(pair.name == name && pair.value == value)
    #expect(Environment.pair("A") == nil)
  }
}
