import Glibc
import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

@Suite(.ownThreads) struct XenTests {
  /// Anybody may give a process of theirs the arguments of xl; the tool itself is root's to run.
  @Test(arguments: [("0", true), ("4711", false)])
  func aProcessOfAnotherUserIsNoTool(user: String, isTool: Bool) throws {
    if !Environment.isRoot { return }
    let sandbox = try Sandbox()
    let name = "web" + sandbox.root.filter(\.isNumber)
    let tool = try sandbox.write(
      "xl", "import os, sys, time\nos.setuid(int(sys.argv[1][2:]))\ntime.sleep(60)\n")
    let keeper = XenKeeper(name: name, definition: "/run/\(name).cfg")
    for words in [["create", keeper.definition], ["migrate", name, "node2"]] {
      let child = try Child(Command("/usr/bin/python3", [tool, "-u\(user)"] + words))
      // What it is called, and whose it is, it becomes a moment after it was started.
      #expect(Sandbox.eventually { Processes.arguments(child.pid).last == words.last })
      #expect(Sandbox.eventually { (try? Processes.isOfOthers(child.pid)) != isTool })
      let isFound = try keeper.find() != nil || XenMigration.find(name, tool: "xl") != nil
      #expect(isFound == isTool, "\(words)")
      child.end()
    }
  }

  /// While nobody can tell whether a process brings the guest back, it is not gone.
  @Test func aListOfProcessesThatCannotBeReadHoldsNoProof() async {
    await #expect(processExitsWith: .exitCode(Int32(EMFILE))) {
      // No descriptor is free, whatever another thread closes.
      var limit = rlimit(rlim_cur: 0, rlim_max: 0)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let keeper = XenKeeper(name: "web", definition: "/run/web.cfg")
      let mover = XenMover(driver: XenDriver(uri: "xl"))
      let guest = Guest(name: "web")
      // Nor is there no move, or no process of somebody else's.
      do throws(Failure) {
        _ = try mover.progress(of: guest, until: Clock.now)
        exit(1)
      } catch {}
      if (try? Processes.isOfOthers(1)) != nil { exit(2) }
      if XenArrival(domain: 1).received != nil { exit(3) }
      do throws(SystemError) { _ = try keeper.find() } catch { exit(error.number) }
    }
  }

  @Test(
    arguments: [
      ("web", true), ("two words", true), ("web-42", true), ("42a", true), ("42", false),
      ("", false), ("Domain-0", false), ("(null)", false), ("-l", false), (" web", false),
      ("web ", false), ("web--incoming", false), ("web--migratedaway", false),
      ("migrating-web", false), (String(repeating: "a", count: 238), true),
      (String(repeating: "a", count: 239), false), (String(repeating: "é", count: 41), true),
      (String(repeating: "é", count: 42), false),
    ])
  func aGuestMayBeCalled(_ name: String, _ isAllowed: Bool) {
    #expect((XenName.fault(name) == nil) == isAllowed)
  }

  @Test func differentNamesHaveDifferentPaths() {
    let names = ["web", "Web", "web/1", "web_1", "web_2F1", "web 1", "..", "w\u{e4}b"]
    let encoded = names.map(XenName.encoded)
    #expect(Set(encoded).count == names.count)
    #expect(encoded.allSatisfy { !$0.contains("/") && !$0.contains(".") && !$0.contains(" ") })
    #expect(encoded.first == "web")
  }

  @Test(
    arguments: [
      ("", ["xl", "xm"], XenToolstack.xl), ("", ["xl"], .xl), ("", ["xm"], .xm), ("", [], .xl),
      ("xm", ["xl", "xm"], .xm), ("xl", ["xm"], .xl), ("nonsense", ["xm"], .xm),
    ] as [(String, [String], XenToolstack)])
  func theToolIs(_ uri: String, _ installed: [String], _ tool: XenToolstack) {
    #expect(XenToolstack(uri: uri, isInstalled: installed.contains) == tool)
  }

  @Test(
    arguments: [
      (XenToolstack.xl, .paravirt, ["shutdown", "web"]), (.xl, .acpi, ["shutdown", "-F", "web"]),
      (.xl, .agent, nil), (.xl, .signal, nil), (.xm, .paravirt, ["shutdown", "web"]),
      (.xm, .acpi, nil),
    ] as [(XenToolstack, ShutdownMode, [String]?)])
  func aShutdownIs(_ tool: XenToolstack, _ mode: ShutdownMode, _ words: [String]?) {
    #expect(tool.shutdown("web", mode: mode) == words)
  }

  /// The process that `xl create` leaves behind, by its arguments; Debian's `xl` is a wrapper that runs another one.
  @Test(
    arguments: [
      (["xl", "create", "/run/ours.cfg"], true),
      (["/usr/sbin/xl", "create", "/run/ours.cfg"], true),
      (["/usr/lib/xen-4.17/bin/xl", "-v", "create", "-q", "/run/ours.cfg"], true),
      (["xl", "create", "/etc/xen/web.cfg"], true), (["xl", "create", "/etc/xen/db.cfg"], false),
      (["xl", "create", "/etc/xen/gone.cfg"], false), (["xl", "create", "web.cfg"], false),
      (["xl", "destroy", "web"], false), (["xl", "list", "/run/ours.cfg"], false),
      (["vi", "/run/ours.cfg"], false), (["axl", "create", "/run/ours.cfg"], false),
      (["xl"], false),
      ([], false),
    ] as [([String], Bool)])
  func aKeeperIs(_ arguments: [String], _ keeps: Bool) throws {
    let files = ["/etc/xen/web.cfg": "name = \"web\"", "/etc/xen/db.cfg": "name = \"db\""]
    let keeper = XenKeeper(name: "web", definition: "/run/ours.cfg")
    let isKept = try keeper.keeps(arguments, writing: nil) { path throws(SystemError) in
      guard let text = files[path] else { throw .missing("read") }
      return Array(text.utf8)
    }
    #expect(isKept == keeps)
  }

  /// Who takes a guest's memory in, by the arguments that a real run of xl 4.17 had on the host that received domain 1.
  @Test(
    arguments: [
      ("/usr/lib/xen-4.17/bin/libxl-save-helper --restore-domain 14 23 1 1 0 2 0 768 0", 1),
      ("/usr/lib/xen-4.17/bin/libxl-save-helper --save-domain 14 23 1 1 0 2 0 768 0", nil),
      ("/usr/lib/xen-4.17/bin/libxl-save-helper --restore-domain 14 23", nil),
      ("xl migrate-receive --restore-domain 14 1", nil), ("", nil),
    ] as [(String, Int?)])
  func anArrivalFills(_ line: String, _ domain: Int?) {
    let words = line.split(separator: " ").map(String.init)
    #expect(XenArrival.domain(filledBy: words) == domain)
  }

  /// One that has received a guest does not name it; its output is the guest's log (a real run: Transcripts/xl-logs.txt).
  @Test(
    arguments: [
      (["xl", "migrate-receive"], "/var/log/xen/xl-web--incoming.log", true),
      (["xl", "migrate-receive"], "/var/log/xen/xl-db--incoming.log", false),
      (["xl", "migrate-receive"], "/var/log/xen/xl-web.log", true),
      (["xl", "create", "web.cfg"], "/var/log/xen/xl-web.log", true),
      (["xl", "restore", "/tmp/web.sav"], "/var/log/xen/xl-web.log", true),
      (["xl", "create", "web.cfg"], "/var/log/xen/xl-webs.log", false),
      (["cat"], "/var/log/xen/xl-web.log", false),
      (["xl", "migrate-receive"], nil, false),
    ] as [([String], String?, Bool)])
  func aKeeperWrites(_ arguments: [String], _ output: String?, _ keeps: Bool) throws {
    let keeper = XenKeeper(name: "web", definition: "/run/ours.cfg")
    let isKept = try keeper.keeps(arguments, writing: output) { _ throws(SystemError) in
      throw .missing("read")
    }
    #expect(isKept == keeps)
  }

  /// Whose keeper a process is that shows neither its output nor its configuration nobody knows.
  @Test(
    arguments: [(["xl", "create", "/etc/xen/web.cfg"], false), (["xl", "migrate-receive"], true)]
      as [([String], Bool)])
  func aKeeperThatCannotBeReadIsUnknown(_ arguments: [String], isOutput: Bool) {
    func output() throws(SystemError) -> String? {
      if isOutput { throw SystemError("read", number: EIO) }
      return nil
    }
    let keeper = XenKeeper(name: "web", definition: "/run/ours.cfg")
    #expect(throws: SystemError.self) {
      try keeper.keeps(arguments, writing: try output()) { _ throws(SystemError) in
        throw SystemError("read", number: EIO)
      }
    }
  }
}
