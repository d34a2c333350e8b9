internal import Hypervisors
internal import Model
internal import Platform

/// The run record of one resource as it changes: each transition is a function with its rule, and nobody else writes the record.
///
/// On a whiteboard: `take` → starting → `settle` → running → `stop` → stopping → `end`; and running → `send` → moving, from which
/// it goes on by `depart` → departed, or back by `stay` → running.
struct Charge {
  private let store: RecordStore
  private let identity: ResourceIdentity

  init(_ store: RecordStore, of identity: ResourceIdentity) {
    (self.store, self.identity) = (store, identity)
  }

  /// A start takes charge before it touches the guest, so that a stop finds it whatever happens next (house rule 5).
  func take(_ guest: Guest, _ values: PropertyValues) throws(Failure) {
    try store.save(RunRecord(identity, phase: .starting, guest: guest, values: values))
  }

  /// The guest runs, and which run of it is ours is known as far as the hypervisor tells.
  func settle(_ guest: Guest, _ values: PropertyValues) throws(Failure) {
    try store.save(RunRecord(identity, phase: .running, guest: guest, values: values))
  }

  /// The guest lives on in another process than before.
  func follow(_ record: RunRecord, to run: GuestIdentity) throws(Failure) -> RunRecord {
    var record = record
    record.guest.identity = run
    try store.save(record)
    return record
  }

  /// Properties that may change at any time have changed; who keeps the guest finds them here.
  func update(_ record: RunRecord, to values: PropertyValues) throws(Failure) {
    var record = record
    record.values = values
    try store.save(record)
  }

  /// From here on the guest's death is intended, and nobody is to report it.
  func stop(_ record: RunRecord) throws(Failure) { try store.save(record.entering(.stopping)) }

  /// A move is about to begin: from here on the guest may be on either of two nodes, and the next call settles it.
  ///
  /// - Parameter record: what was on record before; nil when nothing was.
  @discardableResult
  func send(
    _ guest: Guest, to target: MoveTarget, after record: RunRecord?, _ values: PropertyValues
  ) throws(Failure) -> RunRecord {
    var moving =
      record?.entering(.moving)
      ?? RunRecord(identity, phase: .moving, guest: guest, values: values)
    moving.target = target
    try store.save(moving)
    return moving
  }

  /// The guest has left this node while it was in our charge: no start boots it here before a person or the cluster says that it
  /// runs nowhere else (house rule 8). The process that it had here is no more; its number may be another's by now.
  @discardableResult
  func depart(_ record: RunRecord) throws(Failure) -> RunRecord {
    if record.phase == .departed { return record }
    var gone = record.entering(.departed)
    gone.guest.identity.pid = 0
    try store.save(gone)
    DiskMemory.leave(identity, store.locations)
    return gone
  }

  /// A move came to nothing, and the guest is here as before: what was on record counts again.
  ///
  /// - Parameter record: what was there before the move; a guest of which nothing was is left without.
  func stay(_ record: RunRecord?) throws(Failure) {
    guard let record else { return try end() }
    try store.save(record.phase == .moving ? record.asBeforeItsMove : record)
  }

  /// The guest is proven to be off, or is another node's by the cluster's own knowledge.
  func end() throws(Failure) { try store.remove() }

  // MARK: Without the lock

  /// A change by one who watches and does not hold the lock of the resource's methods: it is made of what is on record now, and only
  /// while that is the record that was seen. A start in between has written another one, of another run.
  ///
  /// - Parameters:
  ///   - seen: the record as it was, or as it stood.
  ///   - watcher: who changes it, for those who wait for the lock meanwhile.
  /// - Returns: nil when there is another record, and nothing was done.
  /// - Throws: `.busy` when a method is at work.
  func ifStill<Value>(
    _ seen: RunRecord, by watcher: String, _ change: (RunRecord) throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    try store.locked(watcher, until: Clock.now) { () throws(Failure) in
      guard let found = try store.load() else { return nil }
      // The call that moved it held the lock, and is dead.
      let now = found.phase == .moving ? found.asBeforeItsMove : found
      guard now.guest == seen.guest, now.phase == seen.phase,
        now.since == seen.since || found.phase == .moving
      else { return nil }
      return try change(now)
    }
  }
}

extension RunRecord {
  /// What counts of a move that is called off, or that nobody carries on: the guest is here, in our charge.
  var asBeforeItsMove: RunRecord { entering(.running) }
}

extension RecordStore {
  /// What counts of a record now: a move whose author is dead is nobody's work any more.
  func asItStands(_ record: RunRecord) -> RunRecord {
    record.phase == .moving && FileLock.holder(of: lockPath) == nil
      ? record.asBeforeItsMove : record
  }
}
