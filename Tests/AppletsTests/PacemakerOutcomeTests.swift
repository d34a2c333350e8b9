import Model
import Platform
import TestSupport
import Testing

/// What xvm_register says when the steps are done: a cluster of the real tools on a file, whose transitions happen when it is waited for.
@Suite(.tags(.clusterTools), .ownThreads) struct PacemakerOutcomeTests {
  /// Registers a guest; `waiting` is what happens when the cluster comes to rest, `verifying` what crm_verify does.
  private func register(
    _ stage: PacemakerStage, _ waiting: String, verifying: String = "exec",
    _ options: [String] = [],
    _ lines: [String] = []
  ) throws -> Completion {
    let sandbox = try #require(stage.sandbox)
    let file = "\(stage.root)/cib.xml"
    // By this it is a node of a cluster.
    try sandbox.write("var/lib/pacemaker/cib/cib.xml", "<cib/>")
    func tool(_ name: String, _ first: String) throws {
      try sandbox.write(
        "tools/\(name)",
        "#!/bin/sh\n: \"${CIB_file:=\(file)}\"\nexport CIB_file\n\(first)\nexec /usr/sbin/\(name) \"$@\"\n",
        mode: 0o755)
    }
    for name in ["cibadmin", "crm_mon"] { try tool(name, "") }
    try tool(
      "crm_resource",
      """
      case "$*" in
        --wait*) \(waiting); exit ;;
        --refresh*) exit 0 ;;
      esac
      """)
    try tool("crm_verify", "case \"$1\" in --live-check) \(verifying) ;; esac")
    return try sandbox.run(
      "xvm_register",
      ["--framework", "pacemaker"] + options + ["-f", try stage.file("web", lines)],
      adding: ["HA_XVM_TOOL_PATH": "\(stage.root)/tools"], limit: .seconds(60))
  }

  private static func happens(_ more: String = "") -> String {
    "/usr/sbin/crm_simulate -x \"$CIB_file\" -S \(more) -O \"$CIB_file.next\" >/dev/null && mv \"$CIB_file.next\" \"$CIB_file\""
  }

  @Test func aGuestThatRunsIsDone() throws {
    let done = try register(try PacemakerStage(), Self.happens())
    #expect(done.ending == .exited(0), "\(done.errorText)")
    #expect(done.text.contains("\nweb-rs: done, 7 steps\n"), "\(done.text)")
  }

  @Test(
    arguments: [
      ("true", "exec", [], "the cluster has it stopped"),
      ("exit 124", "exec", [], "the cluster has it stopped"),
      (
        happens(
          "--op-fail web-rs_start_0@node1=1 --op-fail web-rs_start_0@node2=1 --op-fail web-rs_start_0@node3=1"
        ),
        "exec", ["NODELIST=node1"], "start on node1 ended with 'error'"
      ),
      (
        happens(), "echo '(unpack) error: a thing is wrong' >&2; exit 78", [],
        "crm_verify says: error: a thing is wrong"
      ),
    ] as [(String, String, [String], String)])
  func oneThatDoesNotIsTold(
    _ waiting: String, _ verifying: String, _ lines: [String], _ words: String
  ) throws {
    let done = try register(try PacemakerStage(), waiting, verifying: verifying, [], lines)
    #expect(done.ending == .exited(5), "\(done)")
    #expect(done.errorText.contains("is registered and does not run"), "\(done.errorText)")
    #expect(done.errorText.contains(words), "\(done.errorText)")
  }

  @Test func oneThatIsNotToRunIsNotWaitedFor() throws {
    let done = try register(try PacemakerStage(), "echo 'waited' >&2; exit 1", ["--disabled"])
    #expect(done.ending == .exited(0) && !done.errorText.contains("waited"), "\(done)")
  }

  /// A take-over that waits too long, and one whose guest is not found, are taken back; what is waited for is told.
  @Test(arguments: [
    ("echo 'Pending actions: db-rs start'; exit 124", "the cluster has not come to rest"),
    (
      "/usr/sbin/cibadmin --delete --xpath \"//lrm_resource[@id='web-rs']\"; exit 0",
      "it ran on node1, and the new agent finds it nowhere"
    ),
  ])
  func aTakeOverThatIsInDoubtIsTakenBack(_ waiting: String, _ words: String) throws {
    let stage = try PacemakerStage([
      PacemakerStage.dummy("db-rs"),
      "<primitive id='web-rs' class='ocf' provider='heartbeat' type='VirtualDomain'/>",
    ])
    try stage.tool(
      "/usr/sbin/cibadmin", "--modify", "--allow-create", "--scope", "status", "--xml-text",
      "<node_state id='1' uname='node1'><lrm id='1'><lrm_resources><lrm_resource id='web-rs' class='ocf' provider='heartbeat' "
        + "type='VirtualDomain'><lrm_rsc_op id='web-rs_last_0' operation='start' operation_key='web-rs_start_0' call-id='5' "
        + "rc-code='0' op-status='0' interval='0' transition-key='1:1:0:x' transition-magic='0:0;1:1:0:x'/></lrm_resource>"
        + "</lrm_resources></lrm></node_state>")
    #expect(try stage.places["web-rs"] == "node1")
    let before = try stage.base
    let done = try register(stage, waiting, ["--take-over"])
    #expect(done.ending == .exited(4) || done.ending == .exited(3), "\(done.text)\(done.errorText)")
    #expect(done.errorText.contains(words), "\(done.errorText)")
    #expect(try stage.base == before)
  }
}
