import Model
import Platform
import TestSupport
import Testing

@Suite(.ownThreads) struct TrustTests {
  /// What is made below the sandbox by a shell, what is asked about, and what of the objection; nil when there is none.
  struct Row: Sendable, CustomTestStringConvertible {
    let script: String
    let path: String
    let words: String?
    var needsRoot = false
    var testDescription: String { script }
  }

  static let rows = [
    Row(script: "mkdir a; echo x >a/b", path: "a/b", words: nil),
    Row(script: "mkdir a", path: "a/not-there/at/all", words: nil),
    Row(script: "echo x >b; chmod 666 b", path: "b", words: "its mode is 0666"),
    Row(script: "echo x >b; chmod 664 b", path: "b", words: "its mode is 0664"),
    Row(script: "mkdir a; echo x >a/b; chmod 777 a", path: "a/b", words: "its mode is 0777"),
    Row(script: "mkdir a; chmod 775 a", path: "a/not-there", words: "its mode is 0775"),
    // Where the sticky bit is set nobody can touch what is ours, but anybody can put a link there first.
    Row(script: "mkdir a; chmod 1777 a; echo x >a/b", path: "a/b", words: nil),
    Row(
      script: "mkdir a c; echo x >c/b; chmod 1777 a; ln -s ../c a/l", path: "a/l/b",
      words: "symbolic link where others can write"),
    Row(script: "mkdir a c; echo x >c/b; ln -s ../c a/l", path: "a/l/b", words: nil),
    Row(
      script: "mkdir a c; echo x >c/b; chmod 777 c; ln -s ../c a/l", path: "a/l/b",
      words: "its mode is 0777"),
    Row(script: "ln -s l l", path: "l/b", words: "leads nowhere"),
    Row(script: "echo x >b; chown 4711 b", path: "b", words: "user 4711 owns it", needsRoot: true),
    Row(
      script: "mkdir a; echo x >a/b; chown 4711 a", path: "a/b", words: "user 4711 owns it",
      needsRoot: true),
    Row(
      script: "mkdir a c; echo x >c/b; ln -s ../c a/l; chown -h 4711 a/l", path: "a/l/b",
      words: "symbolic link of user 4711", needsRoot: true),
  ]

  @Test(arguments: rows)
  func aUserWhoCouldHaveWrittenItIsNamed(row: Row) throws {
    if row.needsRoot, !Environment.isRoot { return }
    let sandbox = try Sandbox()
    let made = try ChildProcess.run(
      Command("/bin/sh", ["-ec", "umask 022; cd '\(sandbox.root)'; \(row.script)"]),
      until: Clock.now + .seconds(60))
    try #require(made.succeeded, "\(made.errorText)")
    let objection = Trust.objection(toWayTo: "\(sandbox.root)/\(row.path)")
    if let words = row.words {
      #expect(objection?.contains(words) == true, "\(objection ?? "no objection")")
    } else {
      #expect(objection == nil)
    }
  }

  @Test func aFileOfOthersIsNotReadAsOurs() throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write("file", "text", mode: 0o666)
    #expect(try Files.read(path) == Array("text".utf8))
    #expect(throws: SystemError.self) { try Files.read(path, trusted: true) }
  }

  @Test func aDirectoryThatOthersCanWriteIsNotTakenForOurs() throws {
    let sandbox = try Sandbox()
    try Trust.prepareDirectory("\(sandbox.root)/a/b", mode: 0o755)
    let loose = try ChildProcess.run(
      Command("/bin/chmod", ["777", "\(sandbox.root)/a"]), until: Clock.now + .seconds(60))
    try requireSuccess(loose)
    let error = #expect(throws: SystemError.self) {
      try Trust.prepareDirectory("\(sandbox.root)/a/b", mode: 0o755)
    }
    #expect(error?.reason.contains("0777") == true)
  }

  /// The sticky bit keeps what is ours, and nobody from making a file before we do.
  @Test func norIsOneWhereOthersCanPutAFileFirst() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/a"
    let made = try ChildProcess.run(
      Command("/bin/sh", ["-ec", "mkdir '\(path)'; chmod 1777 '\(path)'"]),
      until: Clock.now + .seconds(60))
    try requireSuccess(made)
    try Trust.prepareDirectory("\(path)/b", mode: 0o755)
    let error = #expect(throws: SystemError.self) {
      try Trust.prepareDirectory(path, mode: 0o755)
    }
    #expect(error?.reason.contains("01777") == true)
  }

  /// A program that is root's by its file bears its caller's number still, in one place of the four.
  @Test(arguments: [
    ("0, 0, 0", false), ("4711, 0, 0", true), ("0, 4711, 0", true), ("0, 0, 4711", true),
    ("4711, 4711, 4711", true),
  ])
  func eachUserNumberOfAProcessIsLookedAt(numbers: String, isOfOthers: Bool) throws {
    if !Environment.isRoot { return }
    let pipe = try Pipe()
    let child = try Child(
      Command(
        "/usr/bin/python3",
        ["-c", "import os, time\nos.setresuid(\(numbers))\nos.write(1, b'x')\ntime.sleep(60)"]),
      streams: Streams(output: pipe.writing.number))
    defer { child.end() }
    try #require(Poll.wait(for: .readable(pipe.reading.number), until: Clock.now + .seconds(20)))
    #expect(try Processes.isOfOthers(child.pid) == isOfOthers)
  }

  /// Somebody else's daemon at the path of ours, where the socket can be reached by anybody.
  @Test func aListenerOfAnotherUserIsNotBelieved() throws {
    if !Environment.isRoot { return }
    let sandbox = try Sandbox()
    let open = try ChildProcess.run(
      Command("/bin/chmod", ["777", sandbox.root]), until: Clock.now + .seconds(60))
    try requireSuccess(open)
    let path = "\(sandbox.root)/socket"
    let script = """
      import os, socket, sys, time
      os.setuid(4711)
      s = socket.socket(socket.AF_UNIX)
      s.bind(sys.argv[1])
      s.listen(1)
      s.settimeout(20)
      s.accept()
      """
    let child = try Child(Command("/usr/bin/python3", ["-c", script, path]))
    #expect(
      Sandbox.eventually { Files.information(path, following: false) != nil })
    Clock.sleep(until: Clock.now + .milliseconds(100))
    let error = #expect(throws: SystemError.self) {
      _ = try LocalStream(connectingTo: path, until: Clock.now + .seconds(60))
    }
    #expect(error?.reason.contains("user 4711 is there") == true, "\(String(describing: error))")
    child.end()
  }

  @Test func aCallerWhoIsAnotherUserIsTurnedAway() throws {
    if !Environment.isRoot { return }
    let sandbox = try Sandbox()
    let open = try ChildProcess.run(
      Command("/bin/chmod", ["755", sandbox.root]), until: Clock.now + .seconds(60))
    try requireSuccess(open)
    let path = "\(sandbox.root)/socket"
    let listener = try LocalListener(path, mode: 0o666)
    let script = """
      import os, socket, sys
      if sys.argv[2] != "0": os.setuid(int(sys.argv[2]))
      s = socket.socket(socket.AF_UNIX)
      s.connect(sys.argv[1])
      s.settimeout(20)
      sys.exit(0 if s.recv(1) == b"" else 1)
      """
    for (user, isLetIn) in [("4711", false), ("0", true)] {
      let child = try Child(Command("/usr/bin/python3", ["-c", script, path, user]))
      try #require(
        Poll.wait([.readable(listener.handle)], until: Clock.now + .seconds(60)) != nil)
      let caller = listener.accept()
      #expect((caller != nil) == isLetIn, "user \(user)")
      _ = consume caller
      #expect(child.wait(until: Clock.now + .seconds(60)) == .exited(0), "user \(user)")
    }
  }
}
