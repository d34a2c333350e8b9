import GenericDataService
import Model
import Platform
import TestSupport
import Testing

@testable import Applets

/// What each name does where its caller left out what an answer rests on: it fails, with a reason, and claims nothing.
@Suite(.ownThreads) struct BareCallTests {
  private static let names =
    Registry.applets.map { $0.name } + ResourceAgents.all.map { $0.manual.type }
  private static let calls = [[], ["-R", "a", "-G", "b"], ["monitor"], ["show"], ["--help"]]

  private let sandbox: Sandbox
  init() throws { sandbox = try Sandbox() }

  /// Runs the program by `name` in a shell that has done `before`.
  private func call(_ name: String, _ words: [String], after before: String) throws -> Completion {
    let line = "\(before); name=$1; shift; exec -a \"$name\" \"$0\" \"$@\""
    return try ChildProcess.run(
      Command(
        "/bin/bash", ["-c", line, Sandbox.program, name] + words, environment: sandbox.environment),
      until: Clock.now + .seconds(60))
  }

  /// One that fails with status 1 and a reason, and has done nothing.
  private func expectRefusal(_ found: Completion, _ name: String, _ code: Failure.Code) throws {
    #expect(found.ending == .exited(1), "\(name)")
    #expect(found.text == "", "\(name)")
    #expect(found.errorText.contains("[\(code.number)]"), "\(name): \(found.errorText)")
    let isAgent = ResourceAgents.find(name) != nil
    #expect(found.errorText.contains("ocf-exit-reason:") == isAgent, "\(name)")
    #expect(try Files.list(sandbox.root) == [], "\(name)")
  }

  /// The runtime found no words where no file could be opened, so that a stop printed an overview and succeeded.
  @Test(arguments: names)
  func aFullTableOfDescriptorsIsAFailure(name: String) throws {
    for words in Self.calls {
      let found = try call(name, words, after: "ulimit -n 5")
      try expectRefusal(found, name, .noDescriptors)
    }
  }

  /// A unit tries again what ends with another status than 1 or 2.
  @Test func aRunIsTriedAgain() throws {
    let run = try call("gds", ["run", "-R", "a", "-G", "b"], after: "ulimit -n 5")
    #expect(run.ending == .exited(RunStatus.didNotStart))
  }

  /// A limit that may be raised is raised, and files that the caller left open do no harm.
  @Test func aSoftLimitIsNoReasonToFail() throws {
    let found = try call("probe_xvm", ["--help"], after: "ulimit -S -n 5")
    #expect(found.succeeded, "\(found.errorText)")
    let leaks = "for i in {3..30}; do eval \"exec $i</dev/null\"; done"
    let leaked = try call("probe_xvm", ["--help"], after: "\(leaks); ulimit -n 40")
    try expectRefusal(leaked, "probe_xvm", .noDescriptors)
    try expectSuccess(call("probe_xvm", ["--help"], after: "\(leaks); ulimit -n 60"))
  }

  /// Without its own /proc no process is seen, which must not pass for one that is dead.
  @Test(arguments: names)
  func aMachineWithoutProcIsAFailure(name: String) throws {
    if !Environment.isRoot { return }
    for words in Self.calls {
      let found = try inMountNamespace("umount -l /proc", name, words)
      try expectRefusal(found, name, .noProcessFiles)
    }
  }

  /// Closed streams where there is no /dev/null either: what is opened next is none of them.
  @Test func streamsAreTakenWithoutADeviceToo() throws {
    if !Environment.isRoot { return }
    let prepare = "mount -t tmpfs none /dev; exec <&- >&- 2>&-"
    #expect(try inMountNamespace(prepare, "xvm_ccr", ["addtab", "web"]).ending == .exited(0))
    #expect(try inMountNamespace(prepare, "xvm_ccr", ["show", "web"]).ending == .exited(1))
    #expect(try sandbox.run("xvm_ccr", ["verify"]).ending == .exited(0))
  }

  private func inMountNamespace(_ prepare: String, _ name: String, _ words: [String]) throws
    -> Completion
  {
    let line = "\(prepare); name=$1; shift; exec -a \"$name\" \"$0\" \"$@\""
    return try ChildProcess.run(
      Command(
        "/usr/bin/unshare", ["-m", "/bin/bash", "-c", line, Sandbox.program, name] + words,
        environment: sandbox.environment), until: Clock.now + .seconds(60))
  }

  @Test func aCallWithoutANameIsAFailure() throws {
    for words in Self.calls {
      let found = try sandbox.run("", words)
      #expect(found.ending == .exited(1))
      #expect(found.text == "")
      #expect(found.errorText.contains("[100105]"), "\(found.errorText)")
    }
    #expect(try sandbox.run("stop_xvm/", ["-R", "a", "-G", "b"]).ending == .exited(1))
  }

  /// A link that is spelt wrong is none of the program's own, so that its first word is no name.
  @Test(arguments: names)
  func aNameThatIsSpeltWrongIsAFailure(name: String) throws {
    for words in Self.calls + [[name, "--help"], ["--install", "\(sandbox.root)/links"]] {
      let found = try sandbox.run("\(name)x", words)
      #expect(found.ending == .exited(2), "\(name)")
      #expect(found.text == "")
      #expect(found.errorText.split(separator: "\n").count == 2, "\(found.errorText)")
      #expect(found.errorText.hasPrefix("\(name)x: not a name that ha-xvm answers to"))
      #expect(try Files.list(sandbox.root) == [])
    }
  }

  @Test func theProgramIsItselfUnderTheNameOfAVersion() throws {
    let found = try sandbox.run("ha-xvm-1.0", ["probe_xvm", "--help"])
    expectSuccess(found)
    #expect(found.output == (try sandbox.run("probe_xvm", ["--help"])).output)
  }

  /// A directory that is gone is missed only where a relative path is given.
  @Test(arguments: names)
  func aDirectoryThatIsGoneHidesNothing(name: String) throws {
    let gone = "mkdir /tmp/xvm-gone-$$; cd /tmp/xvm-gone-$$; rmdir /tmp/xvm-gone-$$"
    try expectSuccess(call(name, ["--help"], after: gone))
    let options = Registry.applets.first { $0.name == name }.map { $0.manual.options } ?? []
    guard options.contains(where: { $0.word == "parameters" }) else { return }
    let found = try call(name, ["-R", "a", "-G", "b", "-P", "parameters", "validate"], after: gone)
    #expect(![.exited(0), .exited(100)].contains(found.ending), "\(name): \(found.ending)")
    #expect(!found.errorText.isEmpty)
  }
}
