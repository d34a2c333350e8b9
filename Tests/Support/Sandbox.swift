internal import Glibc
internal import Model
public import Platform

/// A directory of a test's own in which the built program keeps all its files, gone when the test ends.
///
/// A class, because its end has to remove the directory exactly once.
public final class Sandbox: Sendable {
  /// What HA_XVM_ROOT is for programs that are run here.
  public let root: String

  /// Where files cost no disk, as the program hands each record to the disk; else /tmp. Programs are run from there, too.
  private static let parent: String = {
    var system = statvfs()
    let memory = "/dev/shm"
    // ST_NOEXEC of statvfs(3), which Swift does not see.
    let noExec: UInt = 8
    let mayRun = statvfs(memory, &system) == 0 && system.f_flag & noExec == 0
    return mayRun && access(memory, W_OK) == 0 && system.f_bavail * system.f_bsize > 1 << 28
      ? memory : "/tmp"
  }()

  /// A fresh directory; its path is short, because sockets lie in it.
  public init() throws {
    // As the program's main does; else a reader that goes would end the whole run silently.
    Signal.ignoreBrokenPipes()
    root =
      "\(Sandbox.parent)/xvm-\(Environment.processIdentifier)-\(UInt32.random(in: 0...UInt32.max))"
    try Files.makeDirectory(root, mode: 0o700)
  }

  deinit {
    removeGroups()
    Sandbox.clear(root)
  }

  /// Removes a directory and what is in it; what a process makes meanwhile is left to the next round.
  private static func clear(_ directory: String) {
    for _ in 0..<10 {
      for name in (try? Files.list(directory)) ?? [] {
        let path = "\(directory)/\(name)"
        if Files.information(path, following: false)?.kind == .directory { clear(path) }
        unlink(path)
      }
      if rmdir(directory) == 0 || errno != ENOTEMPTY { return }
    }
  }

  /// Removes the groups of process monitors that were killed here: they have left word of them beside their records.
  private func removeGroups() {
    let directory = locations.processMonitors
    for name in (try? Files.list(directory)) ?? [] where name.hasSuffix(".marks") {
      let text = (try? Files.read("\(directory)/\(name)")) ?? []
      for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
        guard let words = TabbedLine.split(String(line)), words.first == "group", words.count == 3
        else { continue }
        let group = ControlGroup(path: words[1], mount: words[2])
        // What was killed may take a moment to be gone.
        _ = Sandbox.eventually(.seconds(2)) {
          group.remove()
          return Files.information(group.path) == nil
        }
      }
    }
  }

  /// The locations below this directory.
  public var locations: Locations { Locations(root: root) }

  /// The program that the tests' own build made.
  public static var program: String {
    Files.parent(of: Environment.ownPath) + "/ha-xvm"
  }

  /// What programs run here find in their environment.
  public var environment: [String: String] {
    [
      "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", Locations.rootVariable: root,
      "SWIFT_BACKTRACE": "enable=no",
    ]
  }

  /// Runs one of the program's names to its end, or kills it after `limit`; it finds `variables` in its environment too.
  public func run(
    _ name: String, _ arguments: [String] = [], adding variables: [String: String] = [:],
    limit: Duration = .seconds(60)
  ) throws -> Completion {
    try ChildProcess.run(
      Command(
        Sandbox.program, arguments, name: name,
        environment: environment.merging(variables) { $1 }),
      until: Clock.now + limit)
  }

  /// Writes a file below the directory and returns its absolute path.
  @discardableResult
  public func write(_ path: String, _ text: String, mode: UInt32 = 0o644) throws -> String {
    let absolute = "\(root)/\(path)"
    try Files.makeDirectory(Files.parent(of: absolute))
    if mode & 0o111 == 0 {
      try Files.replace(absolute, with: Array(text.utf8), mode: mode)
    } else {
      try Sandbox.install(absolute, Array(text.utf8), mode: mode)
    }
    return absolute
  }

  /// Writes a file that can be executed at once.
  ///
  /// It is written by a process of its own: a descriptor of ours would for a moment also be one of each child that a neighbour
  /// of this test starts, and a file that somebody has open for writing cannot be executed (ETXTBSY).
  public static func install(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o755) throws {
    let command = Command(
      "/usr/bin/install", ["-m", String(mode, radix: 8), "/dev/stdin", "\(path).new"], input: bytes)
    let written = try ChildProcess.run(command, until: Clock.now + .seconds(60))
    guard written.succeeded, Glibc.rename("\(path).new", path) == 0 else {
      throw SystemError("install \(path): \(written.errorText)", number: EIO)
    }
  }

  /// The text of a file below the directory.
  public func text(_ path: String) throws -> String {
    String(decoding: try Files.read("\(root)/\(path)"), as: UTF8.self)
  }

  /// The processes of this test whose name is `name`, or all of them; known by the directory in their environment.
  public func processes(_ name: String? = nil, _ word: String = "") -> [ProcessIdentity] {
    let mark = Array("\(Locations.rootVariable)=\(root)".utf8)
    return Processes.all().compactMap { pid in
      guard let environment = Self.environment(of: pid),
        environment.split(separator: 0).contains(where: { $0.elementsEqual(mark) }),
        let identity = Processes.identity(pid)
      else { return nil }
      let arguments = Processes.arguments(pid)
      return name == nil || arguments.first == name && (word.isEmpty || arguments.contains(word))
        ? identity : nil
    }
  }

  /// The environment of a process; nil for one that has ended.
  ///
  /// One that is becoming another program has neither arguments nor environment for a moment, and on a busy machine for longer. It is
  /// looked at again, so that nobody takes it for one that is not there.
  private static func environment(of pid: pid_t) -> [UInt8]? {
    for _ in 0..<1000 {
      guard let bytes = try? Files.read("/proc/\(pid)/environ", limit: 1 << 20) else { return nil }
      if !bytes.isEmpty || !Processes.arguments(pid).isEmpty { return bytes }
      // A thread of the kernel has no program, nor has one that has ended.
      if (try? Files.target(of: "/proc/\(pid)/exe")) == nil { return nil }
      Clock.sleep(until: Clock.now + .milliseconds(1))
    }
    return nil
  }

  /// Kills every process of this test.
  public func endProcesses() {
    // A guard that is killed is started again by its other half, so it takes more than one round.
    let deadline = Clock.now + .seconds(60)
    while case let left = processes(), !left.isEmpty, Clock.now < deadline {
      for process in left { Processes.signal(process, Signal.kill) }
      Clock.sleep(until: Clock.now + .milliseconds(5))
    }
  }

  /// Whether `condition` became true before `limit`; it is asked every 10 ms.
  public static func eventually(_ limit: Duration = .seconds(60), _ condition: () -> Bool) -> Bool {
    let deadline = Clock.now + limit
    while Clock.now < deadline {
      if condition() { return true }
      Clock.sleep(until: Clock.now + .milliseconds(10))
    }
    return condition()
  }
}
