import Testing

/// Resources as sites make them up by crmsh, by pcs and by hand, in the manner of what Pacemaker's schema allows.
enum TakeOverSites {
  /// One resource as a site has it.
  struct Site: Sendable, CustomTestStringConvertible {
    let name: String
    /// The resource web-rs, and whatever it is made from.
    let resources: [String]
    var constraints = ""
    var tags = ""
    var more = ""
    /// What the set-up file says beside the names.
    var lines: [String] = []
    /// What the resource has afterwards: `start timeout=600s`, `priority=50`, `+cpu=2` for utilization; with `!` what it has not.
    var has: [String] = []
    /// Words of the refusal; nil where there is none.
    var refusal: String?
    /// Words of a note.
    var note: String?

    var testDescription: String { name }
  }

  static func pairs(_ id: String, _ pairs: [(String, String)]) -> String {
    pairs.map { "<nvpair id='\(id)-\($0.0)' name='\($0.0)' value='\($0.1)'/>" }.joined()
  }

  static func domain(_ inner: String, _ attributes: String = "") -> String {
    "<primitive id='web-rs' class='ocf' provider='heartbeat' type='VirtualDomain'\(attributes)>\(inner)</primitive>"
  }

  static let parameters =
    "<instance_attributes id='web-rs-instance_attributes'>"
    + pairs(
      "web-rs-instance_attributes",
      [("config", "/etc/libvirt/qemu/web.xml"), ("hypervisor", "qemu:///system")])
    + "</instance_attributes>"

  static let rule =
    "<rule id='web-rule' score='INFINITY'><expression id='web-rule-e' attribute='#uname' operation='eq' value='node2'/></rule>"

  static func meta(_ all: [(String, String)], _ inner: String = "") -> String {
    "<meta_attributes id='web-rs-meta_attributes'>\(inner)\(pairs("web-rs-meta_attributes", all))</meta_attributes>"
  }

  static func op(
    _ name: String, _ interval: String, _ attributes: String = "", _ inner: String = ""
  )
    -> String
  {
    "<op id='web-rs-\(name)-\(interval)' name='\(name)' interval='\(interval)' \(attributes)>\(inner)</op>"
  }

  static let checkLevel =
    "<instance_attributes id='op-level'><nvpair id='op-level-1' name='OCF_CHECK_LEVEL' value='10'/></instance_attributes>"

  // MARK: What is taken over

  static let plain: [Site] = [
    Site(
      name: "crmsh",
      resources: [
        domain(
          parameters
            + meta([("allow-migrate", "true"), ("priority", "50"), ("target-role", "Started")])
            + "<operations>" + op("start", "0", "timeout='600'")
            + op("stop", "0", "timeout='15min'")
            + op("monitor", "30s", "timeout='60s'") + op("migrate_to", "0", "timeout='120'")
            + "</operations><utilization id='web-rs-utilization'>"
            + pairs("web-rs-utilization", [("cpu", "2"), ("hv_memory", "2048")])
            + "</utilization>", " description='the shop'")
      ],
      has: [
        "start timeout=600", "stop timeout=15min", "monitor interval=30s", "monitor timeout=60s",
        "migrate_to timeout=300s", "priority=50", "+cpu=2", "+hv_memory=2048",
        "resource-stickiness=10000",
      ]),
    Site(
      name: "pcs",
      resources: [
        domain(
          parameters
            + meta([
              ("migration-threshold", "3"), ("failure-timeout", "60s"),
              ("resource-stickiness", "500"),
            ])
            + "<operations>" + op("monitor", "10s", "timeout='30s' on-fail='standby'")
            + op("stop", "0s", "timeout='90s' on-fail='block'") + "</operations>")
      ],
      has: [
        "migration-threshold=3", "failure-timeout=60s", "resource-stickiness=500",
        "monitor interval=10s",
        "monitor on-fail=standby", "stop on-fail=block", "stop timeout=300s", "allow-migrate=true",
      ]),
    Site(
      name: "the file decides",
      resources: [
        domain(
          parameters
            + meta([
              ("allow-migrate", "true"), ("priority", "50"), ("migration-threshold", "3"),
              ("failure-timeout", "9s"),
            ])
            + "<operations>" + op("start", "0", "timeout='600s'")
            + op("stop", "0", "timeout='600s' on-fail='block'")
            + op("monitor", "30s", "timeout='300s'") + "</operations>")
      ],
      lines: [
        "Priority=7", "Migration_type=NORMAL", "Retry_count=1", "Retry_interval=400",
        "Failover_mode=HARD",
        "Start_timeout=100", "Stop_timeout=200", "Probe_timeout=20", "Thorough_probe_interval=90",
      ],
      has: [
        "priority=7", "allow-migrate=false", "migration-threshold=3", "failure-timeout=400s",
        "start timeout=100s",
        "stop timeout=200s", "stop on-fail=fence", "monitor timeout=20s", "monitor interval=90s",
      ]),
    Site(
      name: "utilization that the file decides",
      resources: [
        domain(
          parameters + "<utilization id='u'>" + pairs("u", [("cpu", "2"), ("memory", "9")])
            + "</utilization>")
      ],
      lines: ["Load_factors=memory@1"], has: ["+memory=1", "!+cpu=2"]),
    Site(
      name: "several blocks of parameters",
      resources: [
        domain(
          parameters + "<instance_attributes id='two' score='2'>"
            + pairs("two", [("hypervisor", "qemu+ssh:///system"), ("force_stop", "true")])
            + "</instance_attributes><instance_attributes id='three'/>")
      ]),
    Site(
      name: "parameters by a rule",
      resources: [
        domain(
          "<instance_attributes id='ruled'>\(rule)"
            + pairs("ruled", [("config", "/b.xml"), ("snapshot", "/s")])
            + "</instance_attributes>" + parameters)
      ], note: "held by the rule of ruled go: config, snapshot"),
    Site(
      name: "several blocks of meta attributes",
      resources: [
        domain(
          parameters + "<meta_attributes id='m1'>"
            + pairs("m1", [("priority", "1"), ("is-managed", "true")])
            + "</meta_attributes><meta_attributes id='m2' score='5'>"
            + pairs("m2", [("priority", "2")])
            + "</meta_attributes><meta_attributes id='m3'>" + pairs("m3", [("priority", "3")])
            + "</meta_attributes>")
      ], has: ["priority=2", "is-managed=true"]),
    Site(
      name: "meta attributes by a rule",
      resources: [
        domain(
          parameters + "<meta_attributes id='night'>\(rule)"
            + pairs("night", [("resource-stickiness", "0")])
            + "</meta_attributes>" + meta([("priority", "4")]))
      ], has: ["priority=4"]),
    Site(
      name: "a guest node",
      resources: [
        domain(parameters + meta([("remote-node", "web-node"), ("remote-addr", "10.0.0.9")]))
      ], has: ["remote-node=web-node", "remote-addr=10.0.0.9"]),
    Site(
      name: "unmanaged", resources: [domain(parameters + meta([("is-managed", "false")]))],
      has: ["is-managed=false"], note: "stays unmanaged"),
    Site(
      name: "no more than an agent", resources: [domain("")], has: ["monitor interval=60s"]),
    Site(
      name: "another class", resources: ["<primitive id='web-rs' class='systemd' type='vm-web'/>"],
      has: ["monitor interval=60s"]),
  ]

  static let operations: [Site] = [
    Site(
      name: "several monitors",
      resources: [
        domain(
          parameters + "<operations>" + op("monitor", "60s", "timeout='60s'", checkLevel)
            + op("monitor", "20s", "timeout='25s'") + op("monitor", "0s", "timeout='70s'")
            + op("monitor", "45s", "role='Stopped' timeout='25s'") + "</operations>")
      ],
      has: [
        "monitor interval=60s", "monitor interval=20s", "monitor interval=45s",
        "monitor interval=0s",
      ]),
    Site(
      name: "a thorough monitor before the plain one",
      resources: [
        domain(
          parameters + "<operations>" + op("monitor", "10min", "timeout='60s'", checkLevel)
            + op("monitor", "20s", "timeout='25s'") + "</operations>")
      ], lines: ["Thorough_probe_interval=90"],
      has: ["monitor interval=90s", "monitor interval=10min", "!monitor interval=20s"]),
    Site(
      name: "nothing restarts it",
      resources: [
        domain(
          parameters + "<operations>" + op("monitor", "60s")
            + op("monitor", "20s", "on-fail='restart'", checkLevel)
            + "</operations>")
      ], lines: ["Failover_mode=LOG_ONLY"],
      has: ["!monitor on-fail=restart", "monitor on-fail=ignore"]),
    Site(
      name: "parameters of operations",
      resources: [
        domain(
          parameters + "<operations>"
            + op(
              "monitor", "60s", "timeout='30s'",
              "<instance_attributes id='p'>"
                + pairs("p", [("OCF_CHECK_LEVEL", "10"), ("hypervisor", "x"), ("trace_ra", "1")])
                + "</instance_attributes>")
            + op(
              "start", "0s", "",
              "<meta_attributes id='q'>" + pairs("q", [("timeout", "20min")]) + "</meta_attributes>"
            ) + "</operations>")
      ], has: ["start timeout=20min"]),
    Site(
      name: "time-outs for all", resources: [domain(parameters)],
      more: "<op_defaults><meta_attributes id='od'>" + pairs("od", [("timeout", "1200s")])
        + "</meta_attributes></op_defaults>",
      has: ["start timeout=1200s", "migrate_to timeout=1200s"]),
    Site(
      name: "a monitor that is disabled",
      resources: [
        domain(
          parameters + "<operations>" + op("monitor", "60s", "enabled='false'") + "</operations>")
      ], note: "its monitor stays disabled"),
    Site(
      name: "two of one interval",
      resources: [
        domain(
          parameters + "<operations>" + op("monitor", "30s")
            + op("monitor", "1min", "role='Stopped'") + "</operations>")
      ], lines: ["Thorough_probe_interval=60"],
      refusal: "two operations monitor of the role Stopped have the interval 1min"),
  ]

  static let template =
    "<template id='vm' class='ocf' provider='heartbeat' type='VirtualDomain'>"
    + "<instance_attributes id='vm-p'>" + pairs("vm-p", [("hypervisor", "qemu:///system")])
    + "</instance_attributes>"
    + "<meta_attributes id='vm-m'>"
    + pairs("vm-m", [("priority", "9"), ("migration-threshold", "4")])
    + "</meta_attributes><operations><op id='vm-s' name='start' interval='0' timeout='700s'/>"
    + "<op id='vm-o' name='monitor' interval='25s' timeout='31s'/></operations>"
    + "<utilization id='vm-u'>" + pairs("vm-u", [("cpu", "1")]) + "</utilization></template>"

  static let fromTemplate =
    "<primitive id='web-rs' template='vm'><instance_attributes id='w'>"
    + pairs("w", [("config", "/w.xml")])
    + "</instance_attributes><meta_attributes id='wm'>" + pairs("wm", [("priority", "10")])
    + "</meta_attributes><operations><op id='wo' name='monitor' interval='25' timeout='41s'/></operations></primitive>"

  static func shared(_ inner: String) -> String {
    "<primitive id='other-rs' class='ocf' provider='heartbeat' type='VirtualDomain'>\(inner)</primitive>"
  }

  static let references: [Site] = [
    Site(
      name: "from a template", resources: [template, fromTemplate],
      has: [
        "priority=10", "migration-threshold=4", "start timeout=700s", "monitor interval=25",
        "monitor timeout=41s", "+cpu=1",
      ], note: "from the template vm is its own"),
    Site(
      name: "from a template that a constraint names", resources: [template, fromTemplate],
      constraints: "<rsc_location id='vms' rsc='vm' node='node1' score='5'/>",
      refusal: "template vm, and the constraint vms names all"),
    Site(
      name: "from a template of our agent",
      resources: [
        "<template id='vm' class='ocf' provider='ohac' type='xvm'><instance_attributes id='vm-p'>"
          + pairs("vm-p", [("Domain_name", "old")]) + "</instance_attributes></template>",
        "<primitive id='web-rs' template='vm'/>",
      ], has: ["monitor interval=60s"]),
    Site(
      name: "attributes of another one",
      resources: [
        shared(
          "<instance_attributes id='s'>" + pairs("s", [("config", "/s.xml")])
            + "</instance_attributes><meta_attributes id='sm'>"
            + pairs("sm", [("priority", "6"), ("failure-timeout", "77s")])
            + "</meta_attributes><operations id='so'><op id='so1' name='monitor' interval='33s' timeout='44s'/></operations>"
            + "<utilization id='su'>" + pairs("su", [("cpu", "3")]) + "</utilization>"),
        domain(
          "<instance_attributes id-ref='s'/><meta_attributes id-ref='sm'/><operations id-ref='so'/><utilization id-ref='su'/>"
        ),
      ],
      has: [
        "priority=6", "failure-timeout=77s", "monitor interval=33s", "monitor timeout=44s",
        "+cpu=3",
      ],
      note: "what it had from sm by reference"),
    Site(
      name: "a pair of another one",
      resources: [
        shared(
          "<meta_attributes id='sm'>" + pairs("sm", [("priority", "6")]) + "</meta_attributes>"),
        domain(
          parameters
            + "<meta_attributes id='m'><nvpair id-ref='sm-priority' name='priority'/></meta_attributes>"
        ),
      ], has: ["priority=6"]),
    Site(
      name: "attributes that another one has from it",
      resources: [
        domain(parameters), shared("<instance_attributes id-ref='web-rs-instance_attributes'/>"),
      ], refusal: "other-rs refers to web-rs-instance_attributes, which is a part of it"),
  ]

  // MARK: Where it stands, and what names it

  static let places: [Site] = [
    Site(
      name: "in a group",
      resources: [
        "<group id='g'>" + PacemakerStage.dummy("ip-rs")
          + domain(parameters + meta([("priority", "3")]))
          + PacemakerStage.dummy("mail-rs") + "</group>"
      ], has: ["priority=3"]),
    Site(
      name: "in a clone", resources: ["<clone id='c'>\(domain(parameters))</clone>"],
      refusal: "it is in the clone c"),
    Site(
      name: "in a group in a clone",
      resources: ["<clone id='c'><group id='g'>\(domain(parameters))</group></clone>"],
      refusal: "it is in the clone c"),
    Site(
      name: "in a bundle",
      resources: [
        "<bundle id='b'><podman image='i'/><network ip-range-start='10.0.0.5'/>\(domain(parameters))</bundle>"
      ], refusal: "it is in the bundle b"),
    Site(
      name: "a fence device",
      resources: ["<primitive id='web-rs' class='stonith' type='fence_virt'/>"],
      refusal: "it is a device for fencing"),
    Site(
      name: "a group of the name",
      resources: ["<group id='web-rs'>\(PacemakerStage.dummy("a-rs"))</group>"],
      refusal: "it is a group"),
    Site(
      name: "a template of the name",
      resources: ["<template id='web-rs' class='ocf' provider='heartbeat' type='VirtualDomain'/>"],
      refusal: "it is a template"),
    Site(
      name: "named by everything", resources: [PacemakerStage.dummy("a-rs"), domain(parameters)],
      constraints: "<rsc_location id='l' rsc='web-rs'><rule id='lr' score='100' boolean-op='and'>"
        + "<expression id='le' attribute='#uname' operation='eq' value='node2'/></rule></rsc_location>"
        + "<rsc_order id='o'><resource_set id='os' sequential='true'><resource_ref id='a-rs'/><resource_ref id='web-rs'/>"
        + "</resource_set></rsc_order><rsc_colocation id='c' rsc='web-rs' with-rsc='a-rs' score='50'/>"
        + "<rsc_ticket id='t' rsc='web-rs' ticket='west' loss-policy='stop'/>",
      tags: "<tag id='all-guests'><obj_ref id='web-rs'/><obj_ref id='a-rs'/></tag>"),
    Site(
      name: "maintenance by a rule",
      resources: [
        domain(parameters + meta([("maintenance", "true")], rule))
      ], refusal: "its maintenance depends on the rule of web-rs-meta_attributes"),
    Site(
      name: "by a rule what the file decides",
      resources: [domain(parameters + meta([("migration-threshold", "1")], rule))],
      lines: ["Retry_count=1"], refusal: "its migration-threshold depends on the rule"),
    Site(
      name: "utilization by a rule",
      resources: [
        domain("<utilization id='u'>\(rule)\(pairs("u", [("memory", "3")]))</utilization>")
      ], lines: ["Load_factors=memory@1"], refusal: "its utilization depends on the rule of u"),
  ]
}
