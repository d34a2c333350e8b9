import Model
import Platform
import TestSupport
import Testing

/// The commands on a stand-in of virsh: what libvirt is told, where a look at the guest afterwards would not show it.
@Suite(.ownThreads) struct CommandsOnLibvirtTests {
  /// A node and another one, `n2`, each with a file that holds the state of the guest where it has the guest.
  ///
  /// The address of the daemon is one that is not asked over the wire, and has no second witness.
  ///
  /// A class, because its end has to end every process of the test exactly once.
  private final class Stage: ResourceStage, Sendable {
    static let uuid = "0120a4f9-196a-5f9e-b9f5-23f31f914da7"
    let sandbox: Sandbox
    private let parameters: String

    init(_ state: String, _ properties: [String] = []) throws {
      sandbox = try Sandbox()
      let rows =
        ["Domain_name=web", "Connect_uri=xen+unix:///system", "Migration_nodes=n2:10.0.0.2"]
        + properties
      parameters = try sandbox.write("parameters", rows.map { $0 + "\n" }.joined())
      try sandbox.write("here", state + "\n")
      try sandbox.write(
        "domain.xml",
        "<domain type='xen'><name>web</name><uuid>\(Stage.uuid)</uuid></domain>\n")
      try sandbox.write(
        "bin/virsh",
        """
        #!/bin/sh
        cd \(sandbox.root)
        place=here
        case $3 in *10.0.0.2*) place=n2 ;; esac
        shift 3
        echo "$place $*" >>orders
        case $1 in
        # Several questions at once, with a mark behind each answer: the first is for the node's memory.
        *'; echo '*) echo 'free : 9999999 KiB'
          for word in $*; do [ $word != echo ] || echo ha-xvm-next-answer; done ;;
        domstate) cat $place ;;
        list) [ ! -e $place ] || echo web ;;
        dumpxml) [ -e $place ] && cat domain.xml ;;
        define) cat >defined ;;
        start) echo 'running (booted)' >$place ;;
        migrate) [ ! -e stuck ] || exec sleep 600; mv here n2 ;;
        domjobinfo) exit 1 ;;
        esac

        """, mode: 0o755)
    }

    deinit { sandbox.endProcesses() }

    var flags: [String] { ["-R", "web-rs", "-G", "web-rg", "-P", parameters] }

    var variables: [String: String] { ["HA_XVM_TOOL_PATH": sandbox.root + "/bin"] }

    func move() throws -> Completion {
      try sandbox.run(
        "xvm_move", ["-G", "web-rg", "-P", parameters, "-t", "8", "web-rs", "n2"],
        adding: variables)
    }

    /// What virsh was told of this kind.
    func orders(_ verb: String) throws -> [String] {
      try sandbox.text("orders").split(separator: "\n").map(String.init)
        .filter { $0.hasPrefix("here \(verb) ") }
    }
  }

  /// A saved image may be older than the disks.
  @Test(arguments: [("FALSE", " --force-boot"), ("TRUE", "")])
  func aSavedImageIsRestoredOnlyWhenItIsToBe(_ restores: String, _ flag: String) throws {
    let stage = try Stage("shut off (saved)", ["Restore_saved_state=\(restores)"])
    let done = try stage.call("start")
    #expect(done.ending == .exited(0), "\(done.errorText)")
    #expect(try stage.orders("start") == ["here start --domain web" + flag])
  }

  /// Else libvirt would make one up, and refuse the definition since the name has another.
  @Test func aKeptDefinitionWithoutUUIDGetsTheNodes() throws {
    let sandbox = try Sandbox()
    let kept = try sandbox.write("web.xml", "<domain type='xen'><name>web</name></domain>\n")
    let stage = try Stage("shut off (shutdown)", ["Domain_definition=\(kept)"])
    let done = try stage.call("start")
    #expect(done.ending == .exited(0), "\(done.errorText)")
    #expect(try stage.sandbox.text("defined").contains(Stage.uuid))
  }

  @Test func aGuestIsMoved() throws {
    let stage = try Stage("running (booted)")
    let done = try stage.move()
    #expect(done.ending == .exited(0), "\(done.errorText)")
    #expect(try stage.orders("migrate").count == 1)
  }

  @Test func nothingIsSentWhereAGuestOfTheNameIs() throws {
    let stage = try Stage("running (booted)")
    try stage.sandbox.write("n2", "running (booted)\n")
    let done = try stage.move()
    #expect(done.ending == .exited(1))
    #expect(done.errorText.contains("a guest named web is there already"), "\(done.errorText)")
    #expect(try stage.orders("migrate") == [])
  }

  /// The daemon moves it, and goes on when its client is ended.
  @Test func aMoveThatTakesTooLongIsCalledOff() throws {
    let stage = try Stage("running (booted)")
    try stage.sandbox.write("stuck", "")
    let done = try stage.move()
    #expect(done.ending == .exited(1))
    #expect(done.errorText.contains("not over after"), "\(done.errorText)")
    #expect(try stage.orders("domjobabort") == ["here domjobabort --domain web"])
  }
}
