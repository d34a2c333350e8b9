internal import Agent
internal import Frameworks
internal import Model
internal import Platform

/// `ocf:ohac:xvm`: a guest domain under Pacemaker.
enum GuestAgent: ResourceAgent {
  static var manual: AgentManual {
    let initial: (ExtensionProperty) -> Int = { Int(outside: $0.initial ?? "") ?? 60 }
    return AgentManual(
      type: "xvm", summary: "keep a guest domain under Pacemaker",
      description: description,
      parameters: ExtensionProperties.all, unique: [ExtensionProperty.domainName.name],
      reference: "OHAC.xvm(7)",
      actions: [
        .init("start", timeout: initial(.startTimeout), "bring the guest up, or find it up"),
        .init("stop", timeout: initial(.stopTimeout), "stop the guest, with proof"),
        .init(
          "monitor", timeout: initial(.probeTimeout), interval: initial(.thoroughProbeInterval),
          "say whether the guest is here and well"),
        .init(
          "status", timeout: initial(.probeTimeout), interval: initial(.thoroughProbeInterval),
          "the same as monitor"),
        .init(
          "migrate_to", timeout: initial(.stopTimeout),
          "move the guest to another node while it runs, and settle both nodes"),
        .init(
          "migrate_from", timeout: initial(.startTimeout),
          "take charge of the guest that arrives; never start it"),
        .init(
          "reload-agent", timeout: initial(.probeTimeout),
          "let changed parameters take effect while the guest runs"),
        .init(
          "validate-all", timeout: initial(.validateTimeout),
          "check the parameters and, with OCF_CHECK_LEVEL=10, what they name on this node"),
        .init("meta-data", timeout: 5, "print the description of the agent as XML"),
      ],
      exits: exits,
      examples: [
        (
          "Keep the guest web, with live migration",
          [
            "crm configure primitive web-rs ocf:ohac:xvm \\",
            "    params Domain_name=web Domain_definition=/global/web/web.xml \\",
            "    op start timeout=300s op stop timeout=300s \\",
            "    op monitor interval=60s timeout=30s \\",
            "    op migrate_to timeout=300s on-fail=block op migrate_from timeout=300s \\",
            "    meta allow-migrate=true",
          ]
        ),
        (
          "Ask the agent by hand whether the guest runs on this node",
          [
            "OCF_ROOT=/usr/lib/ocf OCF_RESOURCE_INSTANCE=web-rs \\",
            "    OCF_RESKEY_Domain_name=web \\", "    /usr/lib/ocf/resource.d/ohac/xvm monitor",
          ]
        ),
      ],
      seeAlso: [
        "OHAC.xvm(7)", "ha-xvm_messages(7)", "ocf_ohac_xvm-ready(7)", "guard_xvm(8)", "ha-xvm(8)",
        "start_xvm(8)",
        "stop_xvm(8)",
        "xvm_register(8)",
      ])
  }

  /// What its page says of it.
  private static let description: [String] = [
    "ocf:ohac:xvm starts, stops, monitors and migrates one guest domain, which is a virtual machine of libvirt, of Xen "
      + "or of LDoms. It does what start_xvm, stop_xvm and probe_xvm do under SUNW.gds, and says so in the words of "
      + "Pacemaker.",
    "A guest is never called off without proof. When the management tool is silent, a second witness below it is "
      + "asked, and where neither says anything a monitor that recurs answers 0 for Transition_grace seconds and 1 "
      + "after that, an initial probe 1, and a stop 1.",
    "A start leaves guard_xvm behind, which tells the cluster of the guest's death when it happens and not at the next "
      + "monitor, and has the cluster look again for a guest that somebody has moved by hand. A monitor that finds a "
      + "guest without a guard starts one.",
    "A guest that somebody has moved by hand is started on no node until it is found, which start_xvm(8) says more of. Meanwhile a "
      + "start answers 1 with the reason and the stop after it 0, so that nobody is fenced; the cluster tries again when "
      + "failure-timeout has passed, and every 30 seconds while the node that the guest left is there. An ordinary failover asks "
      + "nobody: a node that was fenced has no guest. A start that is called by hand where no cluster answers goes by what this "
      + "node itself knows, with a warning in the log.",
    "Every action keeps to the time-out that the cluster has for it. A stop spends it as stop_xvm(8) says; a migration "
      + "gets 90 percent of it, and settles both nodes within that.",
    "A migrate_to asks both hypervisors before anything is sent, waits for a backup or another job that has the guest, and fails unless the "
      + "guest is proven not to be here any more. xvm_register gives it on-fail=block, so that the cluster leaves the guest running where it is; xvm_why(8) "
      + "names the cause and what has it tried again. When the guest dies meanwhile, its guard has the cluster look for it, and it is "
      + "recovered. Where the cluster is being stopped on the node, the guest is shut down and started on another one. Without "
      + "on-fail=block, as after Abort_migration=FALSE, the cluster stops a guest whose migration failed and starts it again.",
    "A stop works from the run record of the start when the parameters are wrong or gone; with no record either the "
      + "hypervisors of the node are asked for a guest that bears the resource's mark. A parameter that is wrong never "
      + "makes a stop succeed.",
    "A partial failure, which is a probe status of 1 to 99, is 0 until the sum over Retry_interval has come to 100; it is "
      + "never 190, because a resource that is degraded cannot migrate. A status of 201 is 5, which bars the node until "
      + "its failure is cleaned up or expires by failure-timeout.",
    "A reload-agent that finds a parameter wrong says so in the resource's log and answers 0, and the guest goes on as it "
      + "was started: Pacemaker takes one that fails for a start that failed, and stops the guest, whatever on-fail the "
      + "operation has (seen with 2.1.5). xvm_why(8) names what is wrong; with it the next start answers 6.",
    "Whether a node that does not have the guest could run it is looked at by ocf:ohac:xvm-ready, one clone for all guests, which "
      + "xvm_register makes; ocf_ohac_xvm-ready(7) says how. A start and a migrate_from say that their node is ready.",
    "What failed is said with its reason, which crm_mon shows. Pacemaker 2.1.5 keeps no reason of a migration: that of a "
      + "migrate_to that failed is in the node's attribute ha-xvm-move-RESOURCE, which crm_mon --show-node-attributes and xvm_why show, "
      + "and in the resource's message_log.txt.",
    "libvirtd has to be there before Pacemaker's first look: order the daemon before pacemaker.service, for instance in a "
      + "drop-in of resource-agents-deps.target. A probe gives it 60 percent of its time.",
  ]

  /// What it answers.
  private static let exits: [(status: OCFStatus, meaning: String)] = [
    (.success, "done; for monitor: the guest is here, and nothing is to be done about it"),
    (
      .failed,
      "it failed; for monitor: the guest is to be recovered, or nobody can say what it is; for stop: nothing "
        + "proves that it is off"
    ),
    (.badCall, "it was called with no action, or with more than one"),
    (.unimplemented, "it has no such action"),
    (.notPermitted, "Password_file is open to others"),
    (
      .notInstalled,
      "the toolstack, the definition or the plug-in is not on this node, a file of this node is wrong, or a leftover definition "
        + "bars it; for monitor: policy or the plug-in asks for another node, or a first look finds another guest of the name, with disks of "
        + "its own"
    ),
    (.notConfigured, "a parameter is wrong, and so it is on every node"),
    (.notRunning, "the guest is off, or has left this node, with proof"),
  ]

  static var isConfiguredHere: Bool {
    !Pacemaker.given(in: Environment.all).contains { $0.isOf(.domainName) }
  }

  static func perform(_ call: AgentCall) throws(Failure) -> AgentAnswer {
    func method(_ method: Method) -> GuestMethod {
      GuestMethod(method, of: call.identity, as: call.action)
    }
    switch call.action {
    case "start": try method(.start).start(requiringToolstack: true)
    case "stop": try method(.stop).stop { Output.complain("warning: \($0.description)") }
    case "migrate_to": try method(.stop).send(to: try target())
    case "migrate_from": try method(.start).receive()
    case "reload-agent":
      // A slip of the pen must not cost the guest: Pacemaker 2.1.5 puts a reload that failed on record as a start that failed, so
      // that it stops the guest, and with a 6 on every node, and minds no on-fail of that operation.
      do throws(Failure) { try method(.probe).reload() } catch {
        Output.complain(error.description)
      }
    case "validate-all":
      return try validate(method(.validate), isThorough: call.checkLevel >= 10)
    default: return try method(.probe).monitor(isFirst: call.interval == 0)
    }
    return .success
  }

  /// Where the cluster wants the guest; Pacemaker says it in a variable of its own.
  private static func target() throws(Failure) -> String {
    let variable = "OCF_RESKEY_CRM_meta_migrate_target"
    guard let node = Environment[variable], !node.isEmpty else {
      throw Failure(.noInstance, "migrate_to", cause: "\(variable) is not set")
    }
    return node
  }

  /// Everything that is wrong is said; the worst of it is the answer.
  private static func validate(_ method: GuestMethod, isThorough: Bool) throws(Failure)
    -> AgentAnswer
  {
    let findings = try method.validate(isThorough: isThorough)
    ValidateXVM.show(findings)
    let errors = findings.filter(\.isError).map {
      AgentAnswer($0.failure, ofThisNode: isConfiguredHere)
    }
    return errors.first { $0.status == .notConfigured } ?? errors.first ?? .success
  }
}
