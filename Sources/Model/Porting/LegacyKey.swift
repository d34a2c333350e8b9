/// What becomes of a key of an old file or of a property of an old resource: one row of a table.
struct LegacyKey: Sendable {
  /// What becomes of it.
  enum Outcome: Sendable {
    /// It is one of our keys under another name.
    case becomes(ExtensionProperty)
    /// It is one of our keys, with values of its own.
    case translated(ExtensionProperty, [String: String])
    /// It is not needed, for this reason; an empty value and those named here need no word.
    case dropped(String, silent: Set<String>)
    /// It is none of ours, and this is what it may have meant.
    case resembles(ExtensionProperty)
    /// Somebody has to decide this, unless the value is empty or one of those named here.
    case decide(String, silent: Set<String>)
  }

  let names: [String]
  let outcome: Outcome

  init(_ names: String..., outcome: Outcome) { (self.names, self.outcome) = (names, outcome) }

  static func find(_ name: String) -> LegacyKey? { byName[name.lowercased()] }

  private static let byName = Dictionary(
    all.flatMap { row in row.names.map { ($0.lowercased(), row) } },
    uniquingKeysWith: { first, _ in first })

  private static let zones = "it belongs to zones, and a guest domain is none"

  /// StockAgents, Keys of the Korn-shell agents; and properties of SUNW.gds and SUNW.ldom.
  ///
  /// UNVERIFIED: the names that an agent of the OHAC project for guest domains gave its keys; the usual words are taken.
  static let all: [LegacyKey] = [
    .init("Domain", "DOMNAME", "Domainname", "GUEST", "LDOM", "VM", outcome: .becomes(.domainName)),
    .init("SC_LH", outcome: .becomes(.logicalHosts)),
    .init("Nodelist", "NODES", outcome: .becomes(.nodeList)),
    .init("Resource_dependencies_offline_restart", outcome: .becomes(.storageResources)),
    .init("Network_resources_used", outcome: .becomes(.logicalHosts)),
    .init("Port_list", outcome: .becomes(.port)),
    .init("RG_affinities", outcome: .becomes(.affinity)),
    .init("ServiceProbeCommand", outcome: .becomes(.pluginProbe)),
    .init(
      "Migrationtype",
      outcome: .translated(
        .migrationType,
        [
          "live": MigrationType.migrate.rawValue, "migrate": MigrationType.migrate.rawValue,
          "cold": MigrationType.normal.rawValue, "warm": MigrationType.normal.rawValue,
          "normal": MigrationType.normal.rawValue,
        ])),
    .init(
      "DEBUG", outcome: .translated(.debugLevel, ["": "0", "all": "2"])),
    .init(
      "PFILE", "PARAMETERDIR",
      outcome: .dropped("the properties are kept in the configuration table", silent: [])),
    .init(
      "SC_NETWORK", "NETWORK", "Network_aware",
      outcome: .dropped(
        "a guest brings its own addresses; Network_aware is FALSE", silent: ["false"])),
    .init(
      "Stop_signal",
      outcome: .dropped("the stop command ends the guest, no signal does", silent: [])),
    .init(
      "ServiceStartCommand", "ServiceStopCommand",
      outcome: .dropped("the guest is started and stopped by its hypervisor", silent: [])),
    .init(
      "SCALABLE", outcome: .decide("a guest runs on one node at a time", silent: ["false"])),
    .init(
      "FAILOVER", outcome: .decide("a guest fails over; there is no other form", silent: ["true"])),
    .init(
      "ZONE", "ZONE_BT", "ZONEBT", "PROJECT",
      outcome: .decide(
        "guest domains are kept from the global zone, in no project", silent: ["default"])),
    .init("Zonename", "SCZBT_RS", outcome: .decide(zones, silent: [])),
    .init(
      "Zonebrand", "Zonebootopt", "Milestone", "LXrunlevel", "SLrunlevel", "Mounts",
      outcome: .dropped(zones, silent: [])),
    .init(
      "Resource_dependencies_weak", "Resource_dependencies_restart", "RG_dependencies",
      outcome: .decide("set it on the new resource by hand", silent: [])),
    .init(
      "Monitor_retry_count", "Monitor_retry_interval", "Timeout_threshold",
      "Cheap_probe_interval",
      "Monitor_start_timeout", "Monitor_stop_timeout", "Monitor_check_timeout", "Update_timeout",
      "Init_timeout", "Fini_timeout", "Boot_timeout", "Prenet_start_timeout",
      "Postnet_stop_timeout", "Global_zone_override",
      outcome: .dropped("the framework's default does", silent: ["false"])),
    .init(
      "Load_balancing_policy", "Load_balancing_weights", "Affinity_timeout", "UDP_affinity",
      "Weak_affinity", "Generic_affinity", "Round_robin", "Conn_threshold",
      outcome: .dropped(
        "it is for services that run on several nodes at a time, and a guest runs on one",
        silent: ["false", "0", "lb_weighted"])),
    .init(
      "MIGRATE", "MIGRATION", "LIVE_MIGRATION", "LIVE", outcome: .resembles(.migrationType)),
    .init(
      "PLUGIN", "PLUGIN_CMD", "PROBE_PLUGIN", "PROBE_SCRIPT", "PROBE_CMD",
      outcome: .resembles(.pluginProbe)),
    .init(
      "PROBE_INTERVAL", "INTERVAL", "CHECK_INTERVAL", outcome: .resembles(.thoroughProbeInterval)),
    .init(
      "XMLFILE", "XML", "DOMAIN_XML", "XMLPATH", "CFGFILE", "CONFIG_FILE", "VMCONFIG",
      outcome: .resembles(.definitionFile)),
    .init("URI", "LIBVIRT_URI", "HYPERVISOR_URI", outcome: .resembles(.connectURI)),
    .init("TOOLSTACK", "VIRT_TYPE", "HYPERVISOR_TYPE", outcome: .resembles(.hypervisor)),
  ]

  /// Lines of a listing that describe and set nothing.
  static func isDescription(_ name: String) -> Bool { descriptions.contains(name.lowercased()) }

  private static let descriptions: Set = [
    "type", "type_version", "group", "r_description", "resource_project_name", "class",
    "description",
    "per-node", "per_node", "default", "tunability", "enabled", "monitored", "on_off_switch",
    "monitored_switch", "status", "status_msg", "resource_state", "num_resource_restarts",
    "num_rg_restarts", "start_command", "stop_command",
    "probe_command",
    "validate_command",
  ]
}
