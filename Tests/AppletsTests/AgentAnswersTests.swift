import Model
import Platform
import TestSupport
import Testing

/// What `ocf:ohac:xvm` exits with, and why, where no hypervisor gives an answer: a toolstack of rehearsal that nobody has started.
@Suite(.ownThreads) struct AgentAnswersTests {
  private static func answer(_ action: String, _ variables: [String: String]) throws -> Completion {
    let usual = [
      "OCF_RESOURCE_INSTANCE": "web-rs", "OCF_RESKEY_CRM_meta_timeout": "6000",
      "OCF_RESKEY_Domain_name": "web", "OCF_RESKEY_Hypervisor": "REHEARSAL",
    ]
    return try Sandbox().run("xvm", [action], adding: usual.merging(variables) { $1 })
  }

  @Test(
    arguments: [
      // A look that recurs has patience, the first has not, and nothing is ever off without proof.
      ("monitor", [:], 1, "nobody can say whether it runs here"),
      ("monitor", ["CRM_meta_interval": "10000"], 0, ""),
      ("monitor", ["Debug_level": "9"], 6, "Debug_level"),
      ("monitor", ["nonsense": "1"], 6, "nonsense"),
      ("start", [:], 1, "no answer"), ("start", ["Debug_level": "9"], 6, "Debug_level"),
      ("migrate_to", [:], 2, "OCF_RESKEY_CRM_meta_migrate_target is not set"),
      ("migrate_to", ["CRM_meta_migrate_target": "node2"], 1, "here it is unknown"),
      (
        "migrate_to", ["CRM_meta_migrate_target": "node2", "Migration_type": "NORMAL"], 1,
        "Migration_type is NORMAL"
      ),
      ("migrate_from", [:], 1, "has not arrived"),
      // The cluster would stop the guest for a reload that fails.
      ("reload-agent", [:], 0, ""), ("reload-agent", ["Debug_level": "9"], 0, ""),
      // Whatever a failure means elsewhere, of a stop it is that nothing is proven.
      ("stop", [:], 1, "nothing proves"), ("stop", ["Hypervisor": "LDOM"], 1, "nothing proves"),
      // Of everything that is wrong, what no node can cure is the answer.
      ("validate-all", ["Plugin_probe": "/nothere", "CHECK": "10"], 5, "Plugin_probe"),
      (
        "validate-all", ["Plugin_probe": "/nothere", "Unreachable_weight": "50", "CHECK": "10"], 6,
        "Unreachable_weight"
      ),
    ] as [(String, [String: String], Int32, String)])
  func anActionIsAnswered(
    _ action: String, _ parameters: [String: String], _ status: Int32, _ reason: String
  ) throws {
    var variables: [String: String] = [:]
    for (name, value) in parameters {
      variables[name == "CHECK" ? "OCF_CHECK_LEVEL" : "OCF_RESKEY_\(name)"] = value
    }
    let answer = try Self.answer(action, variables)
    #expect(answer.ending == .exited(status), "\(answer.errorText)")
    // The cluster takes the last line with the mark, and no more of it than that line.
    let reasons = answer.errorText.split(separator: "\n").filter {
      $0.hasPrefix("ocf-exit-reason:")
    }
    #expect(reasons.count == (status == 0 ? 0 : 1), "\(answer.errorText)")
    if status != 0 { #expect(reasons.last?.contains(reason) == true, "\(answer.errorText)") }
  }

  private static let clone = [
    "OCF_RESOURCE_INSTANCE": "ha-xvm-readiness", "OCF_RESKEY_CRM_meta_timeout": "60000",
    "OCF_RESKEY_CRM_meta_on_node": "node1",
  ]

  /// A node looks at the guests of the cluster that a rule has it look at, answers at once, and says what it finds afterwards.
  @Test(arguments: [
    (["Domain_definition": "ROOT/web.xml"], "--name ha-xvm-ready-web-rs --update 0", "no answer"),
    ([:], "--name ha-xvm-ready-web-rs --update 0", "no answer"),
    (["Debug_level": "9"], "--name ha-xvm-ready-web-rs --delete", "Debug_level"),
    (["Hypervisor": "XEN"], "--name ha-xvm-ready-web-rs --update 0", "is not installed"),
  ])
  func whatANodeFindsIsTold(
    _ parameters: [String: String], _ said: String, _ reason: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write("web.xml", "<domain type='rehearsal'><name>web</name></domain>", mode: 0o600)
    try sandbox.write(
      "tools/crm_attribute", "#!/bin/sh\necho \"$*\" >>'\(sandbox.root)/asked'\n", mode: 0o755)
    let values = ["Domain_name": "web", "Hypervisor": "REHEARSAL"].merging(parameters) { $1 }
    let pairs = values.map { name, value in
      "<nvpair id='\(name)' name='\(name)' value='\(value.replacing("ROOT", with: sandbox.root))'/>"
    }
    func guest(_ name: String) -> String {
      "<primitive id='\(name)' class='ocf' provider='ohac' type='xvm'><instance_attributes id='\(name)-a'>"
        + "\(pairs.joined())</instance_attributes></primitive>"
    }
    let base = try sandbox.write(
      "base.xml",
      "<cib><configuration><crm_config/><nodes/><resources>\(guest("web-rs"))\(guest("other-rs"))</resources><constraints>"
        + "<rsc_location id='r' rsc='web-rs'><rule id='rr' score='5000'><expression id='e' attribute='ha-xvm-ready-web-rs' "
        + "operation='ne' value='0'/></rule></rsc_location></constraints></configuration></cib>")
    try sandbox.write("tools/cibadmin", "#!/bin/sh\ncat '\(base)'\n", mode: 0o755)
    let variables = Self.clone.merging(["HA_XVM_TOOL_PATH": "\(sandbox.root)/tools"]) { $1 }
    let answer = try sandbox.run("xvm-ready", ["start"], adding: variables)
    #expect(answer.ending == .exited(0), "\(answer.errorText)")
    #expect(answer.errorText == "")
    func asked() -> String { (try? sandbox.text("asked")) ?? "" }
    let isTold = Sandbox.eventually(.seconds(40)) {
      asked().contains(said) && asked().contains(reason)
    }
    #expect(isTold, "\(asked())")
    #expect(!asked().contains("other-rs"), "no rule has it looked at")
    // Nothing is written any more when the directory goes.
    let run = sandbox.locations.run
    let isOver = Sandbox.eventually {
      FileLock.holder(of: "\(run)/ready/web-rs.lock") == nil
        && FileLock.holder(of: "\(run)/readiness.lock") == nil
    }
    #expect(isOver)
  }

  /// The resource is on where it was started, and off after a stop, with whatever parameter.
  @Test func theResourceThatLooksIsOnOrOff() throws {
    let sandbox = try Sandbox()
    func answer(_ action: String, _ interval: String = "0") throws -> Completion.Ending {
      try sandbox.run(
        "xvm-ready", [action],
        adding: Self.clone.merging([
          "OCF_RESKEY_Readiness_interval": interval, "HA_XVM_TOOL_PATH": "\(sandbox.root)/tools",
        ]) { $1 }
      ).ending
    }
    #expect(try answer("monitor") == .exited(7))
    #expect(try answer("stop") == .exited(0))
    #expect(try answer("start") == .exited(0))
    #expect(try answer("start") == .exited(0))
    #expect(try answer("monitor") == .exited(0))
    #expect(try answer("monitor", "soon") == .exited(6))
    #expect(try answer("stop", "soon") == .exited(0))
    #expect(try answer("monitor") == .exited(7))
    #expect(try answer("validate-all", "86401") == .exited(6))
  }
}
