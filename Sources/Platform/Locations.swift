/// Where the program keeps its files.
///
/// The variable HA_XVM_ROOT puts all of them below another directory, for tests and for trying the program as an ordinary
/// user; it is read from the environment of the caller, who may do anything that this program may do anyway.
public struct Locations: Equatable, Sendable {
  /// What all the others lie below; empty for the machine's root.
  public let root: String

  /// Locations below a directory.
  public init(root: String) {
    self.root = root.last == "/" ? String(root.dropLast()) : root
  }

  /// The name of the variable.
  public static let rootVariable = "HA_XVM_ROOT"

  /// The locations of this process.
  public static var current: Locations { Locations(root: Environment[rootVariable] ?? "") }

  /// Configuration tables, one file a resource: the shape of Solaris Cluster's `/etc/cluster/ccr/global`.
  public var tables: String { root + "/etc/ha-xvm/ccr/global" }
  /// Files that people and xvm_register write: the properties of services, `<resource>.properties`.
  public var settings: String { root + "/etc/ha-xvm" }
  /// Where systemd finds what is added to a unit.
  public var units: String { root + "/etc/systemd/system" }
  /// Where Xen's own boot script finds the configurations of the guests that it creates.
  public var xenAutostart: String { root + "/etc/xen/auto" }
  /// Where the libraries and drivers of programs lie; on some systems with 64 behind it.
  public var libraries: String { root + "/usr/lib" }
  /// Where Xen's own programs write what they have to say of each guest: XEN_LOG_DIR of its sources.
  public var xenLogs: String { root + "/var/log/xen" }
  /// Where libvirt keeps what its guests have on this node.
  public var libvirtState: String { root + "/var/lib/libvirt" }
  /// What the kernel calls the hypervisor that it runs on.
  public var hypervisorType: String { root + "/sys/hypervisor/type" }
  /// The UUID of this machine under its hypervisor, in a file of the kernel's.
  public var hypervisorUUID: String { root + "/sys/hypervisor/uuid" }
  /// What the cluster software calls itself, where there is a cluster. UNVERIFIED: the file's text.
  public var clusterRelease: String { root + "/etc/cluster/release" }
  /// What a Pacemaker cluster is configured to be, on each of its nodes; only whether it is there is looked at.
  public var informationBase: String { root + "/var/lib/pacemaker/cib/cib.xml" }
  /// Run records, locks and sockets, gone at reboot.
  public var run: String { root + "/run/ha-xvm" }
  /// What outlives a boot: histories and what was learnt of guests.
  public var state: String { root + "/var/lib/ha-xvm" }
  /// The flight recorder's files, one a resource.
  public var history: String { state + "/history" }
  /// How long the guests took to stop, one file a resource.
  public var learnt: String { state + "/learnt" }
  /// What every node is to know of its guests where no cluster keeps that, one table a resource.
  public var shared: String { state + "/shared" }
  /// Which copy of a guest's NVRAM and TPM state this node held last, one file a resource.
  public var firmware: String { state + "/firmware" }
  /// Definitions that this node had of its guests, and NVRAM and TPM state, that were not the ones that count.
  public var replaced: String { state + "/replaced" }
  /// Definitions of guests that are about to be started, where the hypervisor keeps none itself.
  public var definitions: String { run + "/definitions" }
  /// What the tools say that move guests.
  public var moves: String { run + "/moves" }
  /// What the service engine publishes of each resource: `<group>/<resource>/`.
  public var services: String { run + "/gds" }
  /// Sockets and states of the process monitor, one a tag.
  public var processMonitors: String { run + "/pmf" }
  /// Logs, as SUNW.gds has them: `<group>/<resource>/` below it (Contract, Logs).
  public var logs: String { root + "/var/cluster/logs/DS" }
  /// State of the rehearsal hypervisor.
  public var rehearsal: String { state + "/rehearsal" }
  /// The cluster's own commands, where there is a cluster.
  public var clusterPrograms: String { root + "/usr/cluster" }
}
