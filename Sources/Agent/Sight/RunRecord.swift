public import Hypervisors
public import Model
public import Platform

/// What start leaves behind about one run of a guest, so that stop needs nothing else (house rule 5).
///
/// It lies in `/run`, which is gone at reboot as the guest is, and is written before the guest is started or accepted.
public struct RunRecord: Equatable, Sendable {
  /// What is going on with the guest, as far as our own methods know.
  public enum Phase: String, Sendable {
    /// Start has taken charge and has not finished.
    case starting
    case running
    /// Stop has begun: the guest's death is intended.
    case stopping
    /// A move has begun: the guest may be on either of two nodes.
    case moving
    /// The guest left this node by a migration, and the cluster was not switching it.
    case departed
  }

  public var identity: ResourceIdentity
  public var phase: Phase
  public var guest: Guest
  /// How it is kept, so that a stop without configuration does as one with it would.
  public var values: PropertyValues
  /// The node that it was moved to, or is being moved to; nil when that is not known.
  public var target: MoveTarget?
  /// The machine's boot in which it was written.
  public var bootIdentifier: String
  /// When the phase began, in seconds since 1970; for people.
  public var since: Int64
  /// When the phase began, on the clock of this boot that nobody steps; in whole milliseconds.
  public private(set) var began: Instant

  public init(
    _ identity: ResourceIdentity, phase: Phase, guest: Guest, values: PropertyValues,
    bootIdentifier: String = Environment.bootIdentifier ?? "", since: Int64 = Clock.secondsSince1970
  ) {
    (self.identity, self.phase, self.guest) = (identity, phase, guest)
    (self.values, self.bootIdentifier, self.since) = (values, bootIdentifier, since)
    began = RunRecord.present
  }

  private static var present: Instant {
    Instant(.milliseconds(Clock.now.sinceBoot.inMilliseconds))
  }

  /// This record in another phase; `Charge` has the rules.
  func entering(_ phase: Phase) -> RunRecord {
    var copy = self
    copy.phase = phase
    copy.since = Clock.secondsSince1970
    copy.began = RunRecord.present
    return copy
  }

  /// The record as a table; a property's value stands under its own name.
  func table() throws(Failure) -> ConfigurationTable {
    var table = ConfigurationTable()
    let fields: [(String, String)] = [
      ("record.resource", identity.resource), ("record.group", identity.group),
      ("record.type", identity.type), ("record.phase", phase.rawValue),
      ("record.domain", guest.name), ("record.uuid", guest.identity.uuid),
      ("record.domain_id", guest.identity.domainID), ("record.pid", String(guest.identity.pid)),
      ("record.start_time", String(guest.identity.startTime)),
      ("record.process_space", String(guest.identity.processSpace)),
      ("record.boot_id", bootIdentifier), ("record.since", String(since)),
      ("record.began", String(began.sinceBoot.inMilliseconds)),
    ]
    for (key, value) in fields { try table.set(key, value) }
    if let target { try table.set("record.target", "\(target.node):\(target.address)") }
    for row in ExtensionProperties.all where values.isSet(row) {
      try table.set(row.name, values.text(row))
    }
    return table
  }

  /// The record that a table holds; one that lacks a field is malformed.
  init(_ table: ConfigurationTable, name: String) throws(Failure) {
    func field(_ key: String) throws(Failure) -> String {
      guard let value = table["record." + key] else {
        throw Failure(.malformed, name, cause: "record.\(key) is missing")
      }
      return value
    }
    var problems: [Failure] = []
    let given = table.entries.filter { !$0.key.hasPrefix("record.") }
      .map { PropertyValues.Given($0.key, $0.value, place: name) }
    values = PropertyValues(
      given, of: ExtensionProperties.all, complete: false, problems: &problems)
    if let lost = values.lost(of: given).first {
      throw Failure(.malformed, name, cause: "\(lost.name) has a value that it cannot have")
    }
    identity = try ResourceIdentity(
      resource: try field("resource"), group: try field("group"), type: try field("type"))
    guard let phase = Phase(rawValue: try field("phase")),
      let pid = Int32(outside: try field("pid")),
      let started = UInt64(outside: try field("start_time")),
      let since = Int64(outside: try field("since"), in: 0...1 << 40)
    else {
      throw Failure(
        .malformed, name, cause: "a field of the record is no number, or a time that no clock shows"
      )
    }
    (self.phase, self.since) = (phase, since)
    guest = Guest(
      name: try field("domain"),
      identity: GuestIdentity(
        uuid: try field("uuid"), domainID: try field("domain_id"), pid: pid, startTime: started,
        // An earlier release did not write it.
        processSpace: table["record.process_space"].flatMap { UInt64(outside: $0) } ?? 0))
    bootIdentifier = try field("boot_id")
    // An earlier release wrote the wall clock alone.
    let age = Duration.seconds(max(0, Clock.secondsSince1970 - since))
    began =
      table["record.began"].flatMap { Int64(outside: $0) }.map { Instant(.milliseconds($0)) }
      ?? Clock.now
      - age
    target = table["record.target"].flatMap { MoveTarget(parsing: $0) }
  }
}
