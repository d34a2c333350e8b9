import Model
import Platform
import TestSupport
import Testing

@testable import Applets

/// A name that asks a question has no effect, on disk too, and says what it could not look at (house rule 12).
@Suite(.ownThreads) struct AskingTests {
  /// Every file below a directory with its number, mode, size and time, but for what the rehearsal's daemon writes by itself.
  private func snapshot(_ root: String) throws -> String {
    let made = try ChildProcess.run(
      Command(
        "/usr/bin/find",
        [root, "-path", "*/rehearsal", "-prune", "-o", "-printf", "%P %i %m %s %T@ %C@\\n"]),
      until: Clock.now + .seconds(20))
    try #require(made.succeeded, "\(made.errorText)")
    return made.text.split(separator: "\n").sorted().joined(separator: "\n")
  }

  @Test func askingChangesNothing() throws {
    let stage = try CommandStage()
    let root = stage.sandbox.root
    #expect(try stage.status("start") == 0)
    // What a guard left that was killed, and a partial failure that has run out.
    try stage.sandbox.write("run/ha-xvm/guards/web-rs/999999.1", "", mode: 0o600)
    try stage.sandbox.write("run/ha-xvm/partials/web-rs", "1\t1\n", mode: 0o600)
    try expectSuccess(stage.sandbox.run("xvm_ccr", ["addtab", "other"]))
    let parameters = stage.flags[5]
    let setup = try stage.sandbox.write(
      "web.conf", "RS=web-rs\nRG=web-rg\nDomain_name=web\nHypervisor=REHEARSAL\n")
    let resource = ["-R", "web-rs", "-G", "web-rg"]
    let questions: [[String]] = [
      ["xvm_status"], ["xvm_status", "web-rs"], ["xvm_status", "--json"],
      ["xvm_status", "--shell", "web-rs"], ["xvm_status", "--history", "web-rs"],
      ["xvm_status", "-P", parameters, "web-rs"], ["xvm_why", "web-rs"],
      ["xvm_why", "-P", parameters, "web-rs"], ["xvm_why", "--json", "web-rs"],
      ["xvm_why", "nosuch"], ["xvm_why", "--lose", "any"], ["xvm_cluster"],
      ["gds", "status"] + resource, ["xvm_ccr", "show"],
      ["xvm_ccr", "show", "other"], ["xvm_ccr", "verify"], ["xvm_config", "web"],
      ["xvm_emit", "config", "web"], ["xvm_emit", "rtr"], ["xvm_register", "-n", "-f", setup],
      ["xvm_remove", "-n", "-f", setup], ["xvm_move", "-n", "-P", parameters, "web-rs", "node9"],
      ["xvm_drain", "-n", "node1"],
      ["pmfadm", "-L"], ["pmfadm", "-q", "web-rg,web-rs,0.svc"],
      ["scha_cluster_get", "-O", "NODENAME_LOCAL"],
      ["scha_resource_get", "-O", "STATUS"] + resource, ["xvm", "meta-data"],
    ]
    let before = try snapshot(root)
    for words in questions {
      _ = try stage.sandbox.run(words[0], Array(words.dropFirst()))
      #expect(try snapshot(root) == before, "\(words)")
    }
    #expect(try stage.status("stop") == 0)
  }

  /// What lies in a directory of root's is not known to somebody else; that there is nothing would be a claim.
  @Test func whoMayNotReadIsToldSo() throws {
    if !Environment.isRoot { return }
    let sandbox = try Sandbox()
    try sandbox.write("run/ha-xvm/records/web-rs", "x", mode: 0o600)
    let line = "chmod 755 '\(sandbox.root)'; cd '\(sandbox.root)'; chmod 700 run/ha-xvm/records"
    _ = try ChildProcess.run(Command("/bin/sh", ["-c", line]), until: Clock.now + .seconds(20))
    func asked(_ words: String...) throws -> Completion {
      try ChildProcess.run(
        Command(
          "/usr/bin/setpriv",
          ["--reuid=4711", "--regid=4711", "--clear-groups", Sandbox.program] + words,
          name: "setpriv", environment: sandbox.environment),
        until: Clock.now + .seconds(20))
    }
    for words in [["xvm_status"], ["xvm_status", "web-rs"], ["xvm_why", "web-rs"]] {
      let found = try words.count == 1 ? asked(words[0]) : asked(words[0], words[1])
      #expect(found.ending == .exited(1), "\(words)")
      #expect(found.text == "")
      #expect(
        found.errorText.contains("run/ha-xvm/records: may not be read or written by this user"),
        "\(words): \(found.errorText)")
    }
    #expect(try sandbox.run("xvm_why", ["nosuch"]).text.contains("[210001]"))
  }

  /// A slip in a resource's name must not look like a stop that has done its work.
  @Test func aStopOfNothingSaysSo() throws {
    let sandbox = try Sandbox()
    try sandbox.write("tools/virsh", "#!/bin/sh\nexit 0\n", mode: 0o755)
    let stop = try sandbox.run(
      "stop_xvm", ["-R", "nosuch", "-G", "rg"],
      adding: ["HA_XVM_TOOL_PATH": "\(sandbox.root)/tools"])
    #expect(stop.ending == .exited(0), "\(stop.errorText)")
    #expect(stop.errorText.hasPrefix("warning: nosuch: has neither"), "\(stop.errorText)")
    #expect(stop.errorText.contains("[\(Failure.Code.nothingToStop.number)]"))
  }

  /// What is asked at another place than the one that is named proves nothing.
  @Test func aStopAtAPlaceThatIsRefusedFails() throws {
    let sandbox = try Sandbox()
    try sandbox.write("tools/virsh", "#!/bin/sh\nexit 0\n", mode: 0o755)
    let file = try sandbox.write(
      "web.conf", "Domain_name=web\nConnect_uri=qemu+tcp://root:secret@host/system\n")
    let stop = try sandbox.run(
      "stop_xvm", ["-R", "web-rs", "-G", "rg", "-P", file],
      adding: ["HA_XVM_TOOL_PATH": "\(sandbox.root)/tools"])
    #expect(stop.ending == .exited(1))
    #expect(stop.errorText.contains("Connect_uri that cannot be used"), "\(stop.errorText)")
    #expect(!stop.errorText.contains("secret"))
  }

  /// A Hypervisor that is none is not the default one: whatever may have the guest is asked, and somebody has to be.
  @Test(arguments: [
    ("Hypervisor=LIBVRT\n", "Hypervisor has a value that it cannot have, and "),
    ("Hypervisor=LIBVRT\nConnect_uri=xl\n", "nobody is asked at a Connect_uri"),
  ])
  func aStopOfAHypervisorThatIsNoneFails(_ lines: String, _ words: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write("tools/virsh", "#!/bin/sh\nexit 0\n", mode: 0o755)
    let file = try sandbox.write("web.conf", "Domain_name=web\n" + lines)
    let stop = try sandbox.run(
      "stop_xvm", ["-R", "web-rs", "-G", "rg", "-P", file],
      adding: ["HA_XVM_TOOL_PATH": "\(sandbox.root)/tools"])
    #expect(stop.ending == .exited(1), "\(stop)")
    #expect(stop.errorText.contains(words), "\(stop.errorText)")
  }

  /// With parameters that are wrong the record says which guest it is; one that cannot be read says nothing, and the parameters of
  /// now are no answer either.
  @Test(arguments: [("x", Int32(1)), (nil, 6)] as [(String?, Int32)])
  func aMonitorWithWrongParametersAnswersByTheRecord(_ record: String?, _ status: Int32) throws {
    let sandbox = try Sandbox()
    if let record { try sandbox.write("run/ha-xvm/records/web-rs", record, mode: 0o600) }
    for interval in ["0", "10000"] {
      let result = try sandbox.run(
        "xvm", ["monitor"],
        adding: [
          "OCF_RESOURCE_INSTANCE": "web-rs", "OCF_RESKEY_Domain_name": "web",
          "OCF_RESKEY_Hypervisor": "NONE", "OCF_RESKEY_CRM_meta_timeout": "20000",
          "OCF_RESKEY_CRM_meta_interval": interval,
        ])
      #expect(result.ending == .exited(status), "\(interval): \(result.errorText)")
    }
  }

  /// The agents multiplied a time-out without looking at it, which ended them by a signal.
  @Test(arguments: [
    "9223372036854775807", "-9223372036854775808", "99999999999999999999", "", "5m",
  ])
  func noTimeOutEndsAnAgent(milliseconds: String) throws {
    let stage = try CommandStage()
    for (agent, actions) in [
      ("xvm", ["validate-all", "start", "monitor", "stop"]),
      ("gds-service", ["validate-all", "start", "monitor", "stop"]),
    ] {
      for action in actions {
        let result = try stage.sandbox.run(
          agent, [action],
          adding: [
            "OCF_RESOURCE_INSTANCE": "web-\(agent)", "OCF_RESKEY_Domain_name": "web",
            "OCF_RESKEY_Hypervisor": "REHEARSAL", "OCF_RESKEY_CRM_meta_timeout": milliseconds,
            "OCF_RESKEY_CRM_meta_interval": milliseconds, "OCF_CHECK_LEVEL": milliseconds,
            "OCF_RESKEY_Start_command": "/bin/sleep 600", "OCF_RESKEY_Network_aware": "FALSE",
          ], limit: .seconds(60))
        guard case .exited = result.ending else {
          Issue.record("\(agent) \(action): \(result.ending)")
          continue
        }
      }
    }
  }
}
