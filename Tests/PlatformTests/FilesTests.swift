import Glibc
import Model
import Platform
import TestSupport
import Testing

@Suite(.ownThreads) struct FilesTests {
  @Test func aFileIsReplacedWithItsMode() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/file"
    for (content, mode) in [
      ([], 0o600), ([1, 2, 3], 0o644), ([UInt8](repeating: 9, count: 200_000), 0o640),
    ]
      as [([UInt8], UInt32)]
    {
      try Files.replace(path, with: content, mode: mode)
      #expect(try Files.read(path) == content)
      #expect(Files.information(path)?.mode == mode)
      #expect(try Files.list(sandbox.root) == ["file"])
    }
  }

  @Test func aLongNameIsReplacedToo() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/" + String(repeating: "n", count: 255)
    try Files.replace(path, with: [1])
    try Files.replace(path, with: [2])
    #expect(try Files.read(path) == [2])
  }

  /// What a killed writer left goes with the next replacement, even if nobody has waited for that process; a living one's stays.
  @Test func remainsOfAnEndedWriterAreSwept() async throws {
    let sandbox = try Sandbox()
    let ended = try Child(Command("/bin/true", []))
    while Processes.status(ended.pid)?.isZombie != true {
      try await Task.sleep(for: .milliseconds(1))
    }
    let living = try Child(Command("/bin/sleep", ["60"]))
    for pid in [ended.pid, living.pid] { try sandbox.write(".file.\(pid).new", "half") }
    try Files.replace("\(sandbox.root)/file", with: [1])
    #expect(try Files.list(sandbox.root).sorted() == [".file.\(living.pid).new", "file"])
    Files.sweep("\(sandbox.root)/file", isAlone: true)
    #expect(try Files.list(sandbox.root) == ["file"])
    living.killGroup()
    _ = (living.wait(until: nil), ended.wait(until: nil))
  }

  @Test func aFailedReplacementLeavesTheOldAndNothingElse() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/there"
    try Files.makeDirectory(path)
    try sandbox.write("there/inside", "x")
    // A directory cannot be replaced by a file: the rename fails after the writing.
    #expect(throws: SystemError.self) { try Files.replace(path, with: [1]) }
    #expect(try Files.list(sandbox.root) == ["there"])
    let missing = #expect(throws: SystemError.self) {
      try Files.replace("\(sandbox.root)/none/file", with: [1])
    }
    #expect(missing?.isMissing == true)
  }

  @Test(arguments: 0..<4)
  func aKillAtAnyInstantLeavesTheOldOrTheNew(_ round: Int) async throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/file"
    let old = [UInt8](repeating: 0x41, count: 100_000)
    let new = [UInt8](repeating: 0x42, count: 150_000)
    try Files.replace(path, with: old)
    let pause = "0.0\(3 + 2 * round)"
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, pause = pause as String] in
      let pid = Environment.processIdentifier
      _ = try Child(Command("/bin/sh", ["-c", "sleep \(pause); kill -9 \(pid)"]))
      while true {
        try Files.replace(path, with: [UInt8](repeating: 0x42, count: 150_000))
        try Files.replace(path, with: [UInt8](repeating: 0x41, count: 100_000))
      }
    }
    let found = try Files.read(path)
    #expect(found == old || found == new)
  }

  @Test func readingIsBoundedAndTellsWhatIsNoFile() throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write("file", "0123456789")
    #expect(try Files.read(path, limit: 10).count == 10)
    #expect(#expect(throws: SystemError.self) { try Files.read(path, limit: 9) }?.number == EFBIG)
    #expect(#expect(throws: SystemError.self) { try Files.read(sandbox.root) }?.number == EISDIR)
    #expect(#expect(throws: SystemError.self) { try Files.read("\(path)/x") }?.isMissing == true)
    #expect(
      #expect(throws: SystemError.self) { try Files.read("/dev/zero", limit: 10) }?.number == EFBIG)
    #expect(try Files.read("/proc/self/stat").isEmpty == false)
  }

  @Test func aFileThatIsAllHolesIsRefusedAtOnce() throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write("sparse", "")
    #expect(truncate(path, 1 << 40) == 0)
    let error = #expect(throws: SystemError.self) { try Files.read(path) }
    #expect(error?.number == EFBIG)
  }

  @Test func aPipeInPlaceOfAFileHoldsNobodyUp() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    #expect(try Files.read(path) == [], "nobody writes")
    let writer = Descriptor(open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC))
    #expect(writer.number >= 0)
    #expect(#expect(throws: SystemError.self) { try Files.read(path) }?.number == EAGAIN)
  }

  @Test func appendingKeepsLinesWhole() async throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/log"
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          for _ in 0..<50 {
            try? Files.append(path, Array(String(repeating: "\(writer)", count: 300).utf8) + [0x0A])
          }
        }
      }
    }
    let lines = try sandbox.text("log").split(separator: "\n")
    #expect(lines.count == 200)
    #expect(lines.allSatisfy { $0.count == 300 && Set($0).count == 1 })
  }

  @Test func directoriesAreMadeAndFilesAreInTheWay() throws {
    let sandbox = try Sandbox()
    try Files.makeDirectory("\(sandbox.root)/a/b/c", mode: 0o750)
    try Files.makeDirectory("\(sandbox.root)/a/b/c")
    #expect(Files.information("\(sandbox.root)/a/b/c")?.mode == 0o750)
    try sandbox.write("file", "x")
    #expect(throws: SystemError.self) { try Files.makeDirectory("\(sandbox.root)/file") }
    #expect(throws: SystemError.self) { try Files.makeDirectory("\(sandbox.root)/file/x") }
    #expect(throws: SystemError.self) { try Files.makeDirectory("") }
  }

  @Test func linksArePutInPlaceAndRemoved() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/link"
    try Files.link(path, to: "/one")
    try Files.link(path, to: "/two")
    #expect(try Files.target(of: path) == "/two")
    #expect(Files.information(path, following: false)?.kind == .link)
    #expect(Files.information(path) == nil)
    try Files.remove(path)
    try Files.remove(path)
    #expect(try Files.list(sandbox.root) == [])
  }

  @Test(arguments: [
    ("/a/b", "/a"), ("/a", "/"), ("a", "."), ("a/b", "a"), ("/", "/"), ("", "."),
  ])
  func aPathLiesInItsParent(_ path: String, _ parent: String) {
    #expect(Files.parent(of: path) == parent)
  }

  // FileLock

  @Test func aLockOfAnotherProcessIsWaitedForAndNamed() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/lock"
    let pipe = try Pipe()
    let holder = try Child(
      Command("/usr/bin/flock", ["-x", path, "/bin/cat"]),
      streams: Streams(input: pipe.reading.number))
    defer { holder.end() }
    #expect(Sandbox.eventually { Self.isTaken(path) })
    let began = Clock.now
    let error = #expect(throws: SystemError.self) {
      _ = try FileLock(path, owner: "me", until: Clock.now + .milliseconds(200))
    }
    #expect(error?.number == EWOULDBLOCK)
    #expect(Clock.now - began >= .milliseconds(200))
    holder.end()
    let lock = try FileLock(path, owner: "me, process 1", until: Clock.now + .seconds(60))
    #expect(FileLock.owner(of: path) == "me, process 1")
    #expect(Self.isTaken(path), "two in one process exclude each other as well")
    _ = consume lock
    #expect(!Self.isTaken(path))
  }

  /// A user who could put a link there could have us empty the file behind it, or wait for the lock of another program.
  @Test func aLockFollowsNoLink() throws {
    let sandbox = try Sandbox()
    let file = try sandbox.write("precious", "text\n")
    let path = "\(sandbox.root)/lock"
    try Files.link(path, to: file)
    let error = #expect(throws: SystemError.self) {
      _ = try FileLock(path, owner: "me", until: Clock.now)
    }
    #expect(error?.number == ELOOP)
    #expect(try sandbox.text("precious") == "text\n")
    let lock = try FileLock(file, owner: "me", until: Clock.now)
    #expect(FileLock.holder(of: path) == nil, "a look follows none either")
    #expect(FileLock.holder(of: file) == "me")
    _ = consume lock
  }

  /// "Busy" is said of a lock that is held, and of nothing else.
  @Test func aLockThatCannotBeTakenSaysWhy() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/locks/web"
    func failure() -> Failure? {
      do throws(Failure) {
        _ = try FileLock.take(path, owner: "me", for: "web", until: Clock.now)
        return nil
      } catch { return error }
    }
    #expect(failure() == nil)
    let held = try FileLock.take(path, owner: "stop, process 7", for: "web", until: Clock.now)
    #expect(failure() == Failure(.busy, "web", cause: "stop, process 7"))
    held.release()
    #expect(failure() == nil)
    #expect(FileLock.owner(of: path) == "me", "the words of who held it last are still there")
    for (script, code) in [
      ("chmod 777 locks", Failure.Code.notOursAlone),
      ("chmod 700 locks; rm locks/web; mkdir locks/web", .unwritable),
      ("rm -r locks; ln -s precious locks", .unwritable),
    ] {
      _ = try ChildProcess.run(
        Command("/bin/sh", ["-ec", "cd '\(sandbox.root)'; \(script)"]),
        until: Clock.now + .seconds(20))
      #expect(failure()?.code == code, "\(script): \(String(describing: failure()))")
    }
  }

  @Test func locksAreTakenInOnePlace() throws {
    let places = try SourceTree.files(below: "Sources").filter {
      $0.text.contains(" FileLock(\n") || $0.text.contains(" FileLock(\"")
        || $0.text.contains("try FileLock(")
    }.map(\.path)
    #expect(
      places.sorted() == [
        // The process monitor hands the system's error on as it is.
        "Sources/GenericDataService/ProcessMonitorServer.swift",
        "Sources/Platform/FileLock.swift",
      ])
  }

  /// What is to be done about an error depends on its kind.
  @Test(arguments: [
    (SystemError("open /x", number: ENOENT), Failure.Code.unreadable, Failure.Code.unreadable),
    (SystemError("create /x", number: ENOENT), .unwritable, .noDirectory),
    (SystemError("create /x", number: ENOSPC), .unwritable, .unwritable),
    (SystemError("create /x", number: EROFS), .unwritable, .unwritable),
    (SystemError("open /x", number: EACCES), .unreadable, .notPermitted),
    (SystemError("open /x", number: EPERM), .unwritable, .notPermitted),
    (SystemError("open /x", number: EPERM, detail: "its mode"), .unreadable, .notOursAlone),
    (SystemError("open /x", number: EMFILE), .unreadable, .noDescriptors),
    (SystemError("open /x", number: EIO), .unreadable, .unreadable),
  ])
  func anErrorKeepsItsKind(error: SystemError, code: Failure.Code, expected: Failure.Code) {
    #expect(Failure(code, "/x", of: error) == Failure(expected, "/x", cause: error.reason))
    #expect(Failure(code, "/y", of: error).cause == error.description)
  }

  private static func isTaken(_ path: String) -> Bool {
    do throws(SystemError) {
      _ = try FileLock(path, owner: "", until: Clock.now)
      return false
    } catch { return error.number == EWOULDBLOCK }
  }

  @Test func aLockDiesWithItsProcess() async throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/lock"
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let lock = try FileLock(path, owner: "dying", until: Clock.now + .seconds(60))
      Signal.send(Signal.kill, to: Environment.processIdentifier)
      _ = consume lock
    }
    #expect(FileLock.owner(of: path) == "dying")
    #expect(!Self.isTaken(path))
  }
}
