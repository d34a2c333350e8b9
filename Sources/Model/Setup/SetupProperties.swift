/// The second table: the keys of a set-up file that say where a guest's resource is to be, and beside what.
///
/// RS, RG, NODELIST, HAS_RS, LH and PORT are spelled as in StockAgents, Keys of the Korn-shell agents. Every property of
/// `ExtensionProperties` is a key of the file too, by its own name.
public enum SetupProperties {
  /// The keys, in the order in which a template lists them.
  public static let all: [ExtensionProperty] = [
    .resource, .group, .nodeList, .storageResources, .logicalHosts, .port, .resourceType,
    .definitionFile, .affinity, .favouredOver, .preEvict, .priority, .loadFactors,
    .readinessInterval,
  ]

  /// Properties of the framework that a set-up file may set beside those that guests have.
  public static let framework: [ExtensionProperty] = [
    .failoverMode, .failoverEnabled, .logLevel, .resourceDependencies,
  ]

  /// Every key that a set-up file may hold.
  public static var keys: [ExtensionProperty] { all + ExtensionProperties.all + framework }
}

extension ExtensionProperty {
  public static let resource = ExtensionProperty(
    "RS", .string(maximumLength: 255), .required, initial: nil, tunable: .atCreation,
    summary: "name of the resource",
    detail:
      "Letters, digits, '-', '_' and '.', the first a letter or digit. By convention NAME-rs.")
  public static let group = ExtensionProperty(
    "RG", .string(maximumLength: 255), .required, initial: nil, tunable: .atCreation,
    summary: "name of its resource group",
    detail: "The group is made when there is none of that name. By convention NAME-rg.")
  public static let nodeList = ExtensionProperty(
    "NODELIST", .list, summary: "nodes that may run the guest, the preferred one first",
    detail: "Only for a group that is made now; every node of the cluster when it is empty.")
  public static let storageResources = ExtensionProperty(
    "HAS_RS", .list, summary: "storage resources that the guest's disks lie on",
    detail:
      "They have to exist. They become Resource_dependencies_offline_restart, before 4.x Resource_dependencies."
  )
  public static let logicalHosts = ExtensionProperty(
    "LH", .list, summary: "resources of logical host names that have to be online before",
    detail: "Seldom needed: a guest brings its own addresses. They become dependencies.")
  public static let port = ExtensionProperty(
    "PORT", .string(maximumLength: 16), summary: "port that the guest serves, for Port_list",
    detail: "A number, with /tcp, /tcp6, /udp or /udp6 behind it or with none for tcp. "
      + "Kept for the legacy file; Network_aware is always FALSE, so nothing is connected to.")
  public static let resourceType = ExtensionProperty(
    "Resource_type", ResourceType.genericDataService, tunable: .atCreation,
    summary: "resource type to register the guest as",
    detail: "OHAC.xvm is for sites that have registered its file gds/OHAC.xvm.")
  public static let definitionFile = ExtensionProperty(
    "Definition_file", .string(maximumLength: 1_024),
    summary: "file whose content is kept in the configuration table as the guest's definition",
    detail:
      "An absolute path on the node where the file is read. It holds what the guest's toolstack takes: the XML of 'virsh dumpxml "
      + "--inactive', a configuration file of xl or xm, or what 'ldm list-constraints -x' wrote. Domain_definition becomes "
      + "TABLE. A definition with a password of a display or a cookie of a store in it is refused.")
  public static let affinity = ExtensionProperty(
    "Affinity", .list, summary: "groups that this one goes with or stays away from",
    detail:
      "A sign and the name of a group, with commas: '++db-rg' runs only where db-rg runs, '--db-rg' never where it "
      + "runs, '+' and '-' are wishes, '+++' also hands a failover on to the other group. They become RG_affinities; with Pacemaker, "
      + "where a group is a tag or any resource, constraints."
  )
  public static let favouredOver = ExtensionProperty(
    "Favoured_over", .list, summary: "resources whose groups give way to this guest",
    detail:
      "Names of resources, with commas or blanks. Each one's group gets a strong negative affinity to this one's, so "
      + "that it leaves the node, or goes offline, where this guest comes up; with Pacemaker and Load_factors only where "
      + "there is not room for both.")
  public static let preEvict = ExtensionProperty(
    "Pre_evict", .boolean, initial: "FALSE", tunable: .whenDisabled, origin: .standard,
    summary: "those that give way leave the target before this guest begins to move",
    detail:
      "For live migration. Only types of cluster 4.2 and later have it; with Pacemaker it needs Load_factors."
  )
  public static let priority = ExtensionProperty(
    "Priority", .integer(0...65_535), initial: "500", origin: .standard,
    summary: "rank of the group; a higher one is placed first and is displaced less readily",
    unverified: "The range and the default.")
  public static let loadFactors = ExtensionProperty(
    "Load_factors", .list, origin: .standard,
    summary: "what the group takes of each load limit, as limit@amount",
    detail:
      "The limits are those of clnode create-loadlimit; with Pacemaker they are kinds of utilization that nodes have. AUTO is cpu, the "
      + "processors of the guest's definition, and memory, its MiB; when the definition has changed the next xvm_register follows."
  )
  public static let readinessInterval = ExtensionProperty(
    "Readiness_interval", .integer(0...86_400), initial: "300",
    summary: "seconds between two looks whether a node that does not have the guest could run it",
    detail:
      "With Pacemaker alone, which has the nodes look by a clone of ocf:ohac:xvm-ready. There is one for all guests, so that what was registered last with this "
      + "property counts for all. A node that is not ready is chosen last. 0 has none look at this guest."
  )
}
