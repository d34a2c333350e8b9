import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

@Suite struct XenMoveTests {
  @Test(
    arguments: [
      ("moved away", ["1"], true), ("saved", ["3"], true), ("restored", ["8"], false),
      ("arrived", ["1"], false), ("killed on the way", ["2"], false),
      ("rebooted twice", ["4", "7"], false), ("crashed", ["5"], false), ("shut down", ["6"], false),
    ] as [(String, [String], Bool)])
  func aLogTells(_ title: String, _ domains: [String], _ isSuspended: Bool) throws {
    let log = XenLog(try Transcript("xl-logs", title).completion.text.trimmedLines)
    #expect(log.domains == domains)
    #expect(log.endsSuspended == isSuspended)
  }

  /// A name may hold what a log is parted by; and a word of another domain counts for nothing.
  @Test(
    arguments: [
      (["Waiting for domain a (domid 9) (domid 12) to die [pid 1]"], ["12"], false),
      (["Domain 1 has shut down, reason code 2 0x2"], [], false),
      (
        [
          "Waiting for domain web (domid 1) to die [pid 1]",
          "Domain 11 has shut down, reason code 2 0x2",
        ], ["1"], false
      ),
      (
        [
          "Waiting for domain web (domid 1) to die [pid 1]",
          "Domain 1 has shut down, reason code 2 0x2", "Domain 1 has been destroyed.",
        ], ["1"], false
      ),
      (
        [
          "Waiting for domain web (domid 1) to die [pid 1]",
          "Domain 1 has shut down, reason code 22 0x16",
        ], ["1"], false
      ),
      (["Waiting for domain web to die"], [], false), ([], [], false),
    ] as [([String], [String], Bool)])
  func linesOfALogTell(_ lines: [String], _ domains: [String], _ isSuspended: Bool) {
    let log = XenLog(lines)
    #expect(log.domains == domains)
    #expect(log.endsSuspended == isSuspended)
  }

  @Test func aNodeTellsWhatAMoveNeeds() throws {
    let text = try Transcript("xl-facts", "info").completion.text
    #expect(XenInfo(parsing: text).room == 622)
    #expect(XenInfo(parsing: text).movesParavirtual == false)
    let ballooning = text.replacing("dom0_mem=640M,max:640M ", with: "")
    #expect(XenInfo(parsing: ballooning).room == nil)
    let shadow = text.replacing("pv hvm hap", with: "pv hvm hap shadow")
    #expect(XenInfo(parsing: shadow).movesParavirtual == true)
    // Before 4.13 the line says less.
    #expect(XenInfo(parsing: "virt_caps : hvm hvm_directio\n").movesParavirtual == nil)
    #expect(XenInfo(parsing: "").movesParavirtual == nil)
  }

  @Test func aGuestTellsWhatItNeeds() throws {
    let plain = XenFacts(parsing: try Transcript("xl-facts", "long list").completion.text)
    #expect(
      plain
        == XenFacts(
          type: "pvh", memory: 96, disks: [], uuid: "74bdd656-5df2-4d6d-a13c-7215b6f0cbae"))
    let full = XenFacts(parsing: try Transcript("xl-facts", "long list with disks").completion.text)
    #expect(full == XenFacts(type: "hvm", memory: 96, disks: ["/dev/vg/web", "/srv/swap.img"]))
  }

  @Test(
    arguments: [
      ("", XenTransport.shell.joined(separator: " ")),
      ("ssh", XenTransport.shell.joined(separator: " ")), ("ssh -p 23", "ssh -p 23"),
      ("/opt/site/transport --fast", "/opt/site/transport --fast"), ("transport", nil),
      // A shell would do something with each of these, and xl gives them to one.
      ("ssh -o 'A b'", nil), ("ssh $(id)", nil), ("ssh; id", nil), ("ssh > /tmp/x", nil),
      ("ssh `id`", nil), ("ssh ~", nil), ("ssh *", nil), ("ssh\nid", nil), ("ssh #", nil),
    ] as [(String, String?)])
  func aTransportIs(_ text: String, _ line: String?) {
    #expect((try? XenTransport(text))?.line == line)
    #expect(((try? XenTransport(text)) != nil) == (line != nil))
  }

  @Test(arguments: ["10.0.0.2", "node2", "fd00::2"])
  func anAddressIsAWord(_ address: String) throws {
    #expect(try XenTransport.address(of: MoveTarget(node: "n", address: address)) == address)
  }

  @Test(arguments: ["", "-oProxyCommand=id", "a b", "$(id)", "n;id"])
  func whatIsNoAddressIsRefused(_ address: String) {
    #expect(throws: Failure.self) {
      try XenTransport.address(of: MoveTarget(node: "n", address: address))
    }
  }

  /// What is to run there is taken apart by a shell again, and nothing is sent that would not arrive as it is.
  @Test(arguments: [
    (["list"], true), (["destroy", "7"], true), (["list", "a b"], false),
    (["list", "$(id)"], false),
    (["list", ";id"], false), (["list", ""], false), (["list\nid"], false),
  ])
  func whatIsToRunThereIsPlain(_ words: [String], _ isTaken: Bool) throws {
    let transport = try XenTransport("/bin/true")
    let target = MoveTarget(node: "n2", address: "10.0.0.2")
    func run() throws(Failure) -> Bool {
      try transport.run(words, at: target, until: Clock.now + .seconds(20)).succeeded
    }
    if isTaken {
      #expect(try run())
    } else {
      #expect(#expect(throws: Failure.self) { _ = try run() }?.code == .cannotRun)
    }
  }

  @Test(
    arguments: [
      (
        ["/usr/lib/xen-4.17/bin/xl", "migrate", "-s", "/root/mig", "web", "10.77.0.2"], "web", true
      ),
      (["xl", "-v", "migrate", "web", "n2"], "web", true),
      (["xl", "migrate", "webs", "n2"], "web", false),
      (["xl", "migrate", "-s", "web", "db", "n2"], "web", false),
      (["xl", "migrate", "db", "web"], "web", false), (["xl", "migrate", "web"], "web", false),
      (["xl", "migrate-receive"], "web", false), (["xl", "list", "web", "n2"], "web", false),
      (["xl"], "web", false), ([], "web", false), (["xm", "migrate", "web", "n2"], "web", false),
      (["sh", "-c", "xl migrate web n2"], "web", false),
    ] as [([String], String, Bool)])
  func aProcessMoves(_ arguments: [String], _ name: String, _ moves: Bool) {
    #expect(XenMigration.moves(arguments, name, tool: "xl") == moves)
  }

  /// What carries the memory is ended; the helper that reads it is xl's own, and xl lets the guest go on when its carrier ends.
  @Test func onlyTheCarrierOfAMoveIsCut() throws {
    if !Environment.isRoot { return }
    let sandbox = try Sandbox()
    let helper = sandbox.root + "/libxl-save-helper"
    try Files.link(helper, to: "/bin/sleep")
    let tool = try sandbox.write("xl", "\(helper) 1000 & sleep 1000 &\nwait\n")
    let name = "web" + sandbox.root.filter(\.isNumber)
    let child = try Child(Command("/bin/sh", [tool, "migrate", name, "n2"]), standing: .group)
    defer {
      child.killGroup()
      _ = child.wait(until: Clock.now + .seconds(10))
    }
    func words() -> [String] {
      Processes.descendants(of: child.pid).filter { $0.parent == child.pid }
        .map { Processes.arguments($0.identity.pid).joined(separator: " ") }.sorted()
    }
    #expect(Sandbox.eventually { words() == ["\(helper) 1000", "sleep 1000"] }, "\(words())")
    let migration = try #require(try XenMigration.find(name, tool: "xl"))
    migration.cut()
    #expect(Sandbox.eventually { words() == ["\(helper) 1000"] }, "\(words())")
    #expect(Processes.identity(child.pid) != nil)
  }

  @Test func xendsToolIsAProgramOfPython() {
    let words = ["/usr/bin/python", "/usr/sbin/xm", "migrate", "--live", "web", "n2"]
    #expect(XenMigration.moves(words, "web", tool: "xm"))
  }

  /// What xl 4.17 cannot let go on is a leftover, and everything else can go on.
  @Test func aSuspendedGuestCannotGoOn() {
    let mover = XenMover(driver: XenDriver(uri: "xl"))
    #expect(!mover.canGoOn(.movingOut) && !mover.canGoOn(.movingIn))
    #expect(mover.canGoOn(.paused(.byOperator)))
  }

  /// A move is broken off only where the list shows that the other node cannot have started the guest: two would run.
  @Test(
    arguments: [
      ("web  3  512  1  -b----  4.7", 0, false, false),
      ("web--migratedaway  3  512  1  ---s--  4.7", 0, false, true),
      ("db--migratedaway  3  512  1  ---s--  4.7", 0, false, false),
      ("web  3  512  1  -b----  4.7", 1, false, nil),
      ("web  3  512  1  -b----  4.7", 0, true, nil), ("Fehler", 0, false, nil),
    ] as [(String, Int32, Bool, Bool?)])
  func aMoveIsCommitted(_ row: String, _ status: Int32, _ isCut: Bool, _ isCommitted: Bool?) {
    let text =
      "Name  ID  Mem  VCPUs  State  Time(s)\nDomain-0  0  640  1  r-----  3.2\n\(row)\n"
    let list = Completion(ending: .exited(status), output: Array(text.utf8), truncated: isCut)
    #expect(XenMover.isCommitted("web", by: list) == isCommitted)
  }
}
