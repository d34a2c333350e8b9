/// THE table: the extension properties of a guest domain, in the order in which people read them.
///
/// Validation, the parameter file, configuration tables, manual pages, registration and the tests' rows are derived from
/// it (house rule 3). A property is added here and nowhere else: Sources/Applets/House.docc/Recipes.md.
/// The names that SUNW.ldom has are the same: Contract, SUNW.ldom.
public enum ExtensionProperties {
  /// Every property of the resource type OHAC.xvm.
  public static let all: [ExtensionProperty] = [
    .domainName, .hypervisor, .connectURI, .domainDefinition, .migrationType, .abortMigration,
    .migrationShare, .migrationNodes, .migrationTransport, .migrationBandwidth, .migrationDowntime,
    .migrationThrottle, .migrationPostcopy, .migrationTLS, .migrationStreams, .migrationDisks,
    .migrationOptions, .passwordFile, .startGuard, .diskPolicy, .readyCheck, .readyTimeout,
    .readyDelay, .onNotReady, .guestCheck, .pluginProbe, .pluginTimeout, .pluginTimeoutStatus,
    .unreachableWeight, .onOperatorPause,
    .onIOErrorPause, .onCrash, .onGuestShutdown, .transitionGrace, .shutdownModes, .shutdownRepeat,
    .restoreSavedState, .stateDirectory, .guardInterval, .debugLevel, .startTimeout, .stopTimeout,
    .validateTimeout, .probeTimeout, .thoroughProbeInterval, .retryCount, .retryInterval,
    .childMonLevel,
  ]
}

extension ExtensionProperty {
  public static let domainName = ExtensionProperty(
    "Domain_name", .string(maximumLength: 255), .required, initial: nil, tunable: .whenDisabled,
    summary: "name of the guest domain",
    detail: "The name by which the hypervisor knows the guest. It is the same on every node.")
  public static let hypervisor = ExtensionProperty(
    "Hypervisor", Hypervisor.libvirt, tunable: .whenDisabled,
    summary: "toolstack that runs the guest",
    detail:
      "LIBVIRT is any guest that libvirt drives, Xen's among them; XEN is Xen by its own tools, xl or xm; LDOM is a "
      + "logical domain on SPARC; REHEARSAL is the toolstack that comes with ha-xvm, for learning and tests."
  )
  public static let connectURI = ExtensionProperty(
    "Connect_uri", .uri(maximumLength: 1_024), tunable: .whenDisabled,
    summary: "where the toolstack is reached",
    detail:
      "For LIBVIRT a connection URI, qemu:///system when it is empty; for XEN one of the words xl and xm, what is "
      + "installed when it is empty; for REHEARSAL the directory of its state; LDOM has none. A URI with a "
      + "password in it is refused."
  )
  public static let domainDefinition = ExtensionProperty(
    "Domain_definition", .string(maximumLength: 1_024), tunable: .whenDisabled,
    summary: "definition that the guest is made from",
    detail:
      "The absolute path of a file, or the word TABLE for a definition that is kept in the configuration table "
      + "itself. When it is empty the guest has to be defined on every node. XEN keeps no definitions, so there it is "
      + "what every start creates the guest from, and with LIBVIRT each boot defines the guest by it. For LDOM TABLE alone is "
      + "enough: a start takes the definition into the table when it has changed, and a stop removes the domain from its node "
      + "once the table has it.")
  public static let migrationType = ExtensionProperty(
    "Migration_type", MigrationType.migrate,
    summary: "how the guest moves to another node",
    detail:
      "MIGRATE moves the guest while it runs when the framework names the node that its group is switched to, over the "
      + "private interconnect. NORMAL stops the guest here and starts it there, and so does MIGRATE when no node is "
      + "named or the guest cannot be moved.")
  public static let abortMigration = ExtensionProperty(
    "Abort_migration", .boolean, initial: "FALSE",
    summary: "leave the guest where it is when a live migration fails",
    detail:
      "TRUE fails the stop and leaves the guest running here; FALSE stops it with the rest of the time, so that it is "
      + "started on the other node. Under Pacemaker the guest stays unless the registration sets FALSE: xvm_register gives migrate_to "
      + "on-fail=block, and Pacemaker does nothing about the guest until crm_resource --refresh. With FALSE Pacemaker stops the guest and "
      + "starts it again, perhaps on the same node. Where the cluster is being stopped on the node, a guest that cannot move is shut "
      + "down and started on another node in either case.",
    unverified: "The default; SUNW.ldom has a property of this name.")
  public static let migrationShare = ExtensionProperty(
    "Migration_share", .integer(1...55), initial: "40",
    summary: "percentage of Stop_timeout that a live migration may take",
    detail:
      "It is taken from the 60 percent of the ordered shutdown. A migration that is not over by then is called off, and "
      + "what is left of the 60 percent is for shutting the guest down.")
  public static let migrationNodes = ExtensionProperty(
    "Migration_nodes", .list,
    summary: "addresses of the nodes on the private interconnect",
    detail:
      "Elements node:address. A node that is not among them is reached by the name that the cluster has for it on the "
      + "interconnect, on Solaris Cluster clusternodeN-priv, else by its own name. On one machine with no cluster this is "
      + "the list of the nodes that xvm_move can move to.",
    unverified: "How Solaris Cluster is asked for a node's private name.")
  public static let migrationTransport = ExtensionProperty(
    "Migration_transport", .string(maximumLength: 1_024), initial: "ssh",
    summary: "how the toolstack of another node is reached",
    detail:
      "For LIBVIRT the transport in the other node's connection URI: ssh, tls or tcp. For XEN the command of xl migrate "
      + "-s, called with the node's address and what to run there: ssh, which never asks for a password, or the whole path "
      + "of a program and options. The other node is asked over it too, with xm as well. xl hands it to a shell, so only "
      + "plain words are allowed. The other toolstacks do without."
  )
  public static let migrationBandwidth = ExtensionProperty(
    "Migration_bandwidth", .integer(0...1_048_576), initial: "0",
    summary: "bandwidth that a live migration may take, in MiB a second",
    detail: "0 is no limit. LIBVIRT with QEMU only, as the rest of what tunes a migration.")
  public static let migrationDowntime = ExtensionProperty(
    "Migration_downtime", .integer(1...600_000), initial: "2000",
    summary: "milliseconds that a guest may stand still at the end of a live migration",
    detail:
      "QEMU allows 300. A migration that does not come to its end so is allowed this much, before the guest is throttled; less "
      + "than 300 holds from the beginning.")
  public static let migrationThrottle = ExtensionProperty(
    "Migration_throttle", .integer(0...99), initial: "30",
    summary: "percentage that a guest is slowed down by while it writes faster than it is sent",
    detail:
      "QEMU takes this much of the guest's processor time once two passes over its memory have not helped, and as much more "
      + "after every further two, up to 99 percent in all. With 0 it is never throttled, and one that writes faster than the link "
      + "carries does not arrive.")
  public static let migrationPostcopy = ExtensionProperty(
    "Migration_postcopy", .boolean, initial: "FALSE",
    summary: "let a guest go on at the other node before all of its memory is there",
    detail:
      "The last means for a migration that does not come to its end, where the time that is left is enough for the rest of the "
      + "memory: the guest goes on at the other node and fetches the rest from here. Until that is over it lives on both nodes, and "
      + "nothing calls it off. Over a link that breaks it is taken up again when that is back within the migration's time and QEMU "
      + "there still answers; else, and when either node fails, the guest is lost and has to be started again. A stop waits for it as long as for a guest that "
      + "shuts down. Where the emulators are not run by root each node has to allow it: sysctl vm.unprivileged_userfaultfd=1."
  )
  public static let migrationTLS = ExtensionProperty(
    "Migration_tls", .boolean, initial: "FALSE",
    summary: "encrypt live migrations",
    detail:
      "The daemons do it by certificates of their own, in /etc/pki/qemu or where qemu.conf says so: ca-cert.pem, server-cert.pem "
      + "and server-key.pem. The server's certificate has to name the address of its node in Migration_nodes. TRUE is "
      + "needed where qemu.conf has migrate_tls_force=1.")
  public static let migrationStreams = ExtensionProperty(
    "Migration_streams", .integer(0...255), initial: "0",
    summary: "parallel connections that carry the memory in a live migration",
    detail:
      "0 is one connection of the ordinary kind. Several fill a link that one processor cannot fill. QEMU before 10.1 refuses them "
      + "together with Migration_postcopy.")
  public static let migrationDisks = ExtensionProperty(
    "Migration_disks", .list,
    summary: "disks of this node alone that a live migration copies to the other node",
    detail:
      "Their targets in the definition, such as vda; every other disk is on storage that both nodes share. The other node needs the "
      + "file already, with the same size, or a storage pool of its directory, where libvirt makes it. After the death of a node "
      + "such a disk is lost, or as old as the last migration: only shared storage keeps the guest's data."
  )
  public static let migrationOptions = ExtensionProperty(
    "Migration_options", .list,
    summary: "further options of virsh migrate",
    detail:
      "Elements such as --compressed and --comp-methods=mt,xbzrle; one that does not begin with -- belongs to the option before it. "
      + "Options that have a property of their own are refused, and so are those that leave the guest paused, renamed or undefined."
  )
  public static let passwordFile = ExtensionProperty(
    "Password_file", .string(maximumLength: 1_024),
    summary: "file with the password of the machine that a logical domain moves to",
    detail:
      "The absolute path of a file that root owns and nobody else has access to; any other is refused. Only its path is "
      + "given to ldm; what it holds is never read, logged or put on a command line. Without one ldm is told to go by "
      + "certificates, which the machines have to trust.",
    unverified:
      "The default, when SUNW.ldom lets it be changed, and that certificates are what ldm migrate-domain -c means."
  )
  public static let startGuard = ExtensionProperty(
    "Start_guard", StartGuard.off,
    summary: "ask the other nodes whether they run the guest before it is started",
    detail:
      "A node that runs a guest of this name, or of the same UUID, refuses the start. One that cannot be asked refuses "
      + "it with STRICT and not with LENIENT; with STRICT nothing starts while a node is down. The nodes are those that "
      + "the framework has for the resource and those of Migration_nodes. A cluster that fences its nodes needs none of it. "
      + "Where xm or an xl without logs cannot tell a guest that left from one that died, OFF is LENIENT for a start after "
      + "it vanished."
  )
  public static let diskPolicy = ExtensionProperty(
    "Disk_policy", DiskPolicy.follow,
    summary: "what a start does when the definition has an older disk than the guest wrote to last",
    detail:
      "A snapshot puts a layer upon a disk, and a copy takes it to another place, while the guest runs and its definition stays. A "
      + "start by that definition would lose what the guest wrote since. FOLLOW boots the disk that the guest wrote to last where "
      + "it is there and nothing contradicts it, and refuses the start elsewhere: nothing is lost either way. REFUSE leaves it to "
      + "a person each time. DEFINITION boots what the definition says, as after a restore from a backup to the old place; set it "
      + "for one start. A definition that names a disk which the guest never had is taken as it is; one that names another format "
      + "for the same disk is refused. With LIBVIRT only; the other toolstacks change no disk under a guest that runs."
  )
  public static let readyCheck = ExtensionProperty(
    "Ready_check", .list,
    summary: "checks that a start waits for",
    detail:
      "A start that boots the guest returns when each of these has passed: what depends on the guest is started then. The entries are "
      + "those of Guest_check; their weight has no meaning here. A guest that is found running, or that was moved while it ran, is not "
      + "waited for. On_not_ready says what follows when a check does not pass in time.")
  public static let readyTimeout = ExtensionProperty(
    "Ready_timeout", .integer(0...86_400), initial: "0",
    summary: "seconds that a start waits for Ready_check",
    detail: "0 is as long as Start_timeout allows. The start never waits beyond that.")
  public static let readyDelay = ExtensionProperty(
    "Ready_delay", .integer(0...3_600), initial: "0",
    summary: "seconds that a start waits after Ready_check has passed",
    detail: "For a service that accepts connections before it serves them.")
  public static let onNotReady = ExtensionProperty(
    "On_not_ready", NotReadyPolicy.fail,
    summary: "what a start does when Ready_check does not pass in time",
    detail:
      "FAIL ends the start as failed: the framework stops the guest and starts it again, here or on another node. WARN ends it as done, "
      + "with a warning, and what depends on the guest is started.")
  public static let guestCheck = ExtensionProperty(
    "Guest_check", .list,
    summary: "checks that judge the guest while it runs",
    detail:
      "A list with commas. agent: the guest agent answers, for which the definition needs the channel org.qemu.guest_agent.0. "
      + "tcp:ADDRESS:PORT: the port accepts a connection; the address is numeric, an IPv6 address stands in brackets. console:TEXT: the "
      + "text has been on the serial console since the boot, which is written to a file. plugin:PROGRAM ARGUMENTS: the program exits with "
      + "0. Behind each may stand timeout=SECONDS (5) and weight=NUMBER (34). The weights of the checks that fail add up to the probe's "
      + "status: with 34 the third failure within Retry_interval is a complete one. A check that has not passed since the start counts "
      + "only when Start_timeout is over, and none counts while the guest moves or is not plainly running."
  )
  public static let pluginProbe = ExtensionProperty(
    "Plugin_probe", .string(maximumLength: 4_096),
    summary: "command that judges the guest from outside",
    detail:
      "The absolute path of a program and its arguments; quotes group words, and no shell is involved. Its status "
      + "0, 1 to 100 or 201 counts as given; any other status, and a signal, is 100. It is not run while the guest moves."
  )
  public static let pluginTimeout = ExtensionProperty(
    "Plugin_timeout", .integer(1...3_600), initial: "10",
    summary: "seconds that Plugin_probe may take",
    detail: "It never gets more than what is left of Probe_timeout.")
  public static let pluginTimeoutStatus = ExtensionProperty(
    "Plugin_timeout_status", .integer(0...100), initial: "50",
    summary: "probe status when Plugin_probe takes too long",
    detail: "50 makes two late checks within Retry_interval a complete failure.")
  public static let unreachableWeight = ExtensionProperty(
    "Unreachable_weight", .integer(0...99), initial: "1",
    summary: "probe status while the management tool is away and the guest lives",
    detail:
      "Partial failures add up over Retry_interval; a value that could reach 100 by itself is refused, so that a "
      + "restart of the management daemon never restarts a guest.")
  public static let onOperatorPause = ExtensionProperty(
    "On_operator_pause", Policy.honour, among: [.honour, .resume, .restart],
    summary: "what to do about a guest that somebody paused",
    detail:
      "HONOUR leaves it paused and calls the resource well; a start of it is refused. RESUME lets it go on. RESTART "
      + "is a complete failure.")
  public static let onIOErrorPause = ExtensionProperty(
    "On_io_error_pause", Policy.resume, among: [.resume, .restart, .failOver, .honour],
    summary: "what to do about a guest that is paused by an I/O error",
    detail:
      "RESUME tries to let it go on at each probe and counts 34 each time, so that the third failure in "
      + "Retry_interval restarts it; FAILOVER asks for another node at once.")
  public static let onCrash = ExtensionProperty(
    "On_crash", Policy.restart, among: [.restart, .failOver, .honour],
    summary: "what to do about a crashed guest that the hypervisor keeps",
    detail: "HONOUR leaves it for inspection and calls the resource well.")
  public static let onGuestShutdown = ExtensionProperty(
    "On_guest_shutdown", Policy.restart, among: [.restart, .honour],
    summary: "what to do about a guest that was shut down from inside",
    detail:
      "HONOUR takes it as intended: the resource stays online with its guest off until it is started again."
  )
  public static let transitionGrace = ExtensionProperty(
    "Transition_grace", .integer(0...86_400), initial: "300",
    summary: "seconds that a guest may stay in a state that should pass by itself",
    detail:
      "A guest that is saved, dumped, moved or shut down for longer, or that stands at its firmware (a logical domain at the "
      + "OpenBoot prompt), is a complete failure.",
    unverified:
      "That ldm shows flag t for a domain at the OpenBoot prompt; where a healthy one has it, set 86400."
  )
  /// The words of Shutdown_modes.
  static let shutdownWords = ShutdownMode.allCases.map(\.rawValue)
  public static let shutdownModes = ExtensionProperty(
    "Shutdown_modes", .list, initial: "acpi,agent,paravirt",
    summary: "ways to ask the guest to shut down, in the order in which they are tried",
    detail:
      "Words of virsh shutdown --mode: \(shutdownWords.joined(separator: ", ")). A way that is refused is followed by "
      + "the next at once. With XEN paravirt is xl shutdown and acpi the same with -F, which presses the power button "
      + "of a guest that has no driver for it; xm has paravirt only.")
  public static let shutdownRepeat = ExtensionProperty(
    "Shutdown_repeat", .integer(1...3_600), initial: "5",
    summary: "seconds after which the request to shut down is repeated",
    detail: "A guest that still boots does not see the first one.")
  public static let restoreSavedState = ExtensionProperty(
    "Restore_saved_state", .boolean, initial: "FALSE",
    summary: "start from a saved memory image if there is one",
    detail:
      "After a failover such an image is stale and would bring old memory to disks that have moved on. One that was saved while the "
      + "guest was kept here, and since which no node has started the guest, is the newest there is and is restored with FALSE, too."
  )
  public static let stateDirectory = ExtensionProperty(
    "State_directory", .string(maximumLength: 1_024),
    summary: "directory on shared storage for the guest's NVRAM and TPM state",
    detail:
      "The absolute path of a directory that every node has, root's alone. libvirt keeps the variables of a guest's firmware and the "
      + "state of its emulated TPM on the node that runs it; a copy of both is made here when they change and at each stop, as "
      + "RESOURCE.state, and put in place before the guest starts on another node. What that node had is put aside, and a newer "
      + "one is never replaced. Every node knows the number of the newest copy: one that finds an older one here, or none, as where the "
      + "storage is not mounted, does not start the guest, see --forget-copies of xvm_move(8). What the definition has on shared "
      + "storage already is left alone. Empty, nothing is copied."
  )
  public static let guardInterval = ExtensionProperty(
    "Guard_interval", .integer(1...3_600), initial: "5",
    summary: "seconds between two looks of guard_xvm where it is not told of a death",
    detail:
      "The guard waits for the guest's process and listens to the hypervisor; only where there is no process to wait "
      + "for it has to look. It is also the longest pause between two attempts to listen to a hypervisor that is away."
  )
  public static let debugLevel = ExtensionProperty(
    "Debug_level", .integer(0...2), initial: "0",
    summary: "how much is written to the logs for debugging",
    detail: "0 nothing, 1 the beginning and end of each method, 2 every call and decision.")
}
