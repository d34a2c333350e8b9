/// The words of a property that takes one of several: its row in the table is made from them, and nobody else spells them.
public protocol Choice: CaseIterable, Equatable, RawRepresentable, Sendable
where RawValue == String {}

extension ExtensionProperty {
  /// The row of a choice that is `initial` when it is not set.
  ///
  /// - Parameter words: those that this property takes, where it does not take all.
  public init<C: Choice>(
    _ name: String, _ initial: C, among words: [C] = Array(C.allCases),
    tunable: Tunability = .anyTime, origin: Origin = .extension, summary: String,
    detail: String = "", unverified: String? = nil
  ) {
    self.init(
      name, .choice(words.map(\.rawValue)), initial: initial.rawValue, tunable: tunable,
      origin: origin, summary: summary, detail: detail, unverified: unverified)
  }
}

extension PropertyValues {
  /// The value of a choice; nil where the row is not one of these words.
  public func choice<C: Choice>(_ row: ExtensionProperty) -> C? { C(rawValue: text(row)) }

  /// The value of Failover_mode.
  public var failoverMode: FailoverMode { choice(.failoverMode) ?? .soft }
}

/// Hypervisor: the toolstack that runs a guest.
public enum Hypervisor: String, Choice {
  case libvirt = "LIBVIRT"
  case xen = "XEN"
  case logicalDomains = "LDOM"
  case rehearsal = "REHEARSAL"
}

/// Migration_type: how a guest goes to another node.
public enum MigrationType: String, Choice {
  case migrate = "MIGRATE"
  case normal = "NORMAL"
}

/// Start_guard: whether the other nodes have to deny a guest before it is started.
public enum StartGuard: String, Choice {
  case off = "OFF"
  case strict = "STRICT"
  case lenient = "LENIENT"
}

/// Disk_policy: what a start does where the definition has an older disk than the one that the guest wrote to last.
public enum DiskPolicy: String, Choice {
  /// Boot the one that it wrote to last where that is certain, and refuse elsewhere.
  case follow = "FOLLOW"
  case refuse = "REFUSE"
  /// Boot what the definition says.
  case definition = "DEFINITION"
}

/// On_not_ready: what a start does whose guest does not answer in time.
public enum NotReadyPolicy: String, Choice {
  case fail = "FAIL"
  case warn = "WARN"
}

/// What to do about a guest in a state that is not plain running.
public enum Policy: String, Choice {
  /// Leave it so and call it well.
  case honour = "HONOUR"
  /// Let it go on.
  case resume = "RESUME"
  /// Start it again on this node.
  case restart = "RESTART"
  /// Ask for another node.
  case failOver = "FAILOVER"
}

/// Shutdown_modes: the ways to ask for a shutdown that there are, from virsh(1), shutdown --mode.
public enum ShutdownMode: String, CaseIterable, Sendable {
  case acpi, agent, initctl, signal, paravirt
}

/// Failover_mode: what failing methods and monitors may cause.
public enum FailoverMode: String, Choice {
  case none = "NONE"
  case soft = "SOFT"
  case hard = "HARD"
  case restartOnly = "RESTART_ONLY"
  case logOnly = "LOG_ONLY"

  /// Whether a failure may move the group.
  public var allowsMoves: Bool { self != .restartOnly && self != .logOnly }
  /// Whether a service that did not start is stopped.
  public var stopsAfterFailedStart: Bool { self == .soft || self == .hard }
}

/// Log_level: what goes to the logs of a service.
public enum LogLevel: String, Choice {
  case none = "NONE"
  case information = "INFO"
  case errors = "ERR"
}

/// Resource_type: what a guest is registered as.
public enum ResourceType: String, Choice {
  case genericDataService = "SUNW.gds"
  case guest = "OHAC.xvm"
}
