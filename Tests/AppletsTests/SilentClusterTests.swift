import Model
import Platform
import TestSupport
import Testing

/// A guest on a Solaris Cluster one of whose commands fails or hangs: the agent does what it can without, in time, and says so.
@Suite(.ownThreads) struct SilentClusterTests {
  /// What the commands answer when they are well: a switch of the group to node2 goes on.
  private static let answers = [
    "scha_resource_get": "case \"$2\" in STOP_TIMEOUT) echo 90;; *) exit 15;; esac",
    "scha_resourcegroup_get":
      "case \"$2\" in Target_nodes) echo node2;; *) printf 'node1\\nnode2\\n';; esac",
    "scha_cluster_get":
      "case \"$2\" in NODEID_NODENAME) echo 2;; NODENAME_LOCAL) echo node1;; *) exit 4;; esac",
    "scha_resource_setstatus": "echo \"$*\" >>\"$HA_XVM_ROOT/statuses\"",
  ]

  /// A node whose guest runs, with these commands in place of the well ones; and another one that it can move to.
  private func pair(_ broken: [String: String] = [:]) throws -> (
    LogicalDomainStage, LogicalDomainStage
  ) {
    let (here, there) = (try LogicalDomainStage(), try LogicalDomainStage())
    try here.join(there)
    try here.guest("active", "-n----")
    for (name, script) in Self.answers.merging(broken, uniquingKeysWith: { $1 }) {
      try here.sandbox.write("usr/cluster/bin/\(name)", "#!/bin/sh\n\(script)\n", mode: 0o755)
    }
    return (here, there)
  }

  @Test func aClusterThatIsWell() throws {
    let (here, there) = try pair()
    let done = try here.call("stop")
    #expect(done.ending == .exited(0), "\(done.errorText)")
    #expect(try there.state == "active")
    #expect(try here.orders.last == "migrate-domain -c web clusternode2-priv")
    let statuses = try here.sandbox.text("statuses").split(separator: "\n")
    #expect(
      statuses.first
        == "-R web-rs -G web-rg -s OK -m guest web is being moved to node2 (clusternode2-priv)")
    #expect(statuses.last?.contains("was moved to node2") == true)
    #expect(try !here.log.contains("WARN"))
  }

  /// The command that fails or hangs, where the guest is afterwards, and what the log says.
  @Test(
    arguments: [
      ("scha_resource_get", "exec sleep 600", "active", "scha_resource_get"),
      ("scha_resource_get", "kill -9 $$", "active", "scha_resource_get"),
      ("scha_resourcegroup_get", "exec sleep 600", "absent", "scha_resourcegroup_get"),
      ("scha_resourcegroup_get", "exit 5", "absent", "it refuses Target_nodes"),
      ("scha_cluster_get", "exec sleep 600", "active", "scha_cluster_get"),
      ("scha_resource_setstatus", "exec sleep 600", "active", "scha_resource_setstatus"),
      ("scha_resource_setstatus", "exit 5", "active", "does not take the status line"),
    ])
  func oneThatIsNot(_ name: String, _ script: String, _ there: String, _ word: String) throws {
    let (here, other) = try pair([name: script])
    let done = try here.call("stop", ["-t", "100"])
    #expect(done.ending == .exited(0), "\(done.errorText)")
    #expect(try here.state == "absent")
    #expect(try other.state == there)
    let warnings = try here.log.split(separator: "\n").filter { $0.contains("WARN") }
    #expect(warnings.contains { $0.contains(word) }, "\(warnings)")
  }

  /// Two nodes with one repository of the cluster, and tables without a definition; the guest is known to the first.
  private func sharing(
    _ body: (LogicalDomainStage, LogicalDomainStage, [String: String]) throws -> Void
  )
    throws
  {
    let (here, there) = try pair()
    try here.guest()
    for stage in [here, there] {
      try Files.makeDirectory("\(stage.sandbox.root)/usr/cluster/lib")
      try Files.link(
        "\(stage.sandbox.root)/usr/cluster/lib/sc", to: "\(SourceTree.root)/Tests/standins/cluster")
      for (name, script) in Self.answers {
        try stage.sandbox.write("usr/cluster/bin/\(name)", "#!/bin/sh\n\(script)\n", mode: 0o755)
      }
    }
    try body(here, there, ["HA_XVM_STANDIN_STATE": "\(here.sandbox.root)/cluster"])
  }

  @Test func aDefinitionInTheRepositoryMakesTheGuestOnANodeThatNeverSawIt() throws {
    try sharing { here, there, cluster in
      #expect(try here.call("start", [], cluster).ending == .exited(0))
      let kept = try #require(try here.kept)
      let start = try there.call("start", [], cluster)
      #expect(start.ending == .exited(0), "\(start.errorText)")
      #expect(try there.orders == ["add-domain", "bind-domain web", "start-domain web"])
      #expect(try there.machine("get", "web", "xml") == kept)

      // A shorter one takes the place of all its lines.
      let shorter = kept.replacing(
        "<gprop:GenericProperty key=\"failure-policy\">ignore</gprop:GenericProperty>\n", with: "")
      try there.machine("set", "web", "xml", shorter)
      #expect(try there.call("start", [], cluster).ending == .exited(0))
      #expect(try here.machine("get", "web", "state") == "active")
      #expect(
        try there.call("stop", [], cluster.merging(["OCF_RESKEY_CRM_meta_timeout": "60000"]) { $1 })
          .ending == .exited(0))
      #expect(try there.state == "absent")
      #expect(try there.call("start", [], cluster).ending == .exited(0))
      #expect(try there.machine("get", "web", "xml") == shorter)
    }
  }

  @Test func aRepositoryThatWasLeftHalfWrittenIsNotUsed() throws {
    try sharing { here, there, cluster in
      #expect(try here.call("start", [], cluster).ending == .exited(0))
      let path = "cluster/ccr/ohac_xvm_web-rs"
      let text = try here.sandbox.text(path)
      try here.sandbox.write(path, text.replacing("failure-policy", with: "failure-police"))
      let start = try there.call("start", ["-t", "60"], cluster)
      #expect(start.ending == .exited(1))
      #expect(start.errorText.contains("do not belong together"), "\(start.errorText)")
      // The node that has the guest writes it again.
      #expect(try here.call("start", [], cluster).ending == .exited(0))
    }
  }

  /// A repository that refuses or hangs costs a warning, and the node keeps the guest that no other could make.
  @Test(arguments: ["exit 1", "exec sleep 600"])
  func aRepositoryThatDoesNotTakeIt(_ script: String) throws {
    let (here, _) = try pair(["scha_resourcegroup_get": "exit 0"])
    try here.guest()
    try here.sandbox.write("usr/cluster/lib/sc/ccradm", "#!/bin/sh\n\(script)\n", mode: 0o755)
    #expect(try here.call("start", ["-t", "60"]).ending == .exited(0))
    #expect(try here.kept != nil)
    #expect(try here.log.contains("[200253]"))
    #expect(try here.call("stop", ["-t", "60"]).ending == .exited(0))
    #expect(try here.state == "inactive", "it was not forgotten")
  }

  @Test func theServiceEngineShowsItToo() throws {
    let (here, there) = try pair()
    var table = ConfigurationTable()
    try table.set("Start_command", "/bin/true")
    try here.sandbox.write(
      "run/ha-xvm/gds/web-rg/web-rs/properties",
      String(decoding: table.serialized(), as: UTF8.self))
    let rows = "Domain_name=web\nHypervisor=LDOM\nMigration_nodes=node2:10.0.0.2\n"
    let file = try here.sandbox.write("web.conf", rows)
    let done = try here.tool("xvm_move", "-P", file, "-G", "web-rg", "web-rs", "node2")
    #expect(done.ending == .exited(0), "\(done.errorText)")
    #expect(try there.state == "active")
    let status = try here.sandbox.text("run/ha-xvm/gds/web-rg/web-rs/status")
    #expect(status.contains("guest web was moved to node2 (10.0.0.2)"), "\(status)")
  }
}
