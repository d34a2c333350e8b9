import Hypervisors
import Model
import Platform
import Synchronization

/// A hypervisor of one guest that does as a test says, and keeps a list of what it was told.
///
/// A class, because the agent's value of it and the test's have to be one and the same.
final class ScriptedDriver: HypervisorDriver, GuestResumer, GuestMarker, GuestAutostart,
  SavedMemory,
  GuestWitness, GuestRedefiner, GuestExporter, GuestDisks, GuestFirmware, GuestCompleter,
  NodeLook
{
  enum Part {
    case resumer, savedMemory, autostart, witness, redefiner, exporter, disks, completer, look
  }

  struct Script: Sendable {
    /// What the tool says, one a look; the last one stays.
    var states: [GuestState] = [.running]
    /// What the second witness says; nil follows the tool.
    var below: GuestState?
    /// The same, one a look; the last one stays. None is as `below` has it.
    var belows: [GuestState] = []
    /// Which process the second witness says that it is.
    var seenBelow: GuestIdentity?
    /// What follows a call: the tool's states from then on.
    var after: [String: [GuestState]] = [:]
    /// Calls that fail, with this failure.
    var failing: [String: Failure] = [:]
    var identity = GuestIdentity(uuid: "u-1", domainID: "7")
    var traits: Traits = [.shutdownModes]
    /// What it can do besides.
    var parts: Set<Part> = [.resumer, .savedMemory, .autostart, .witness]
    var isInstalled = true
    /// Which guest the tool says that it is.
    var seen: GuestIdentity?
    /// The runs that the second witness was asked for.
    var soughtBelow: [GuestIdentity] = []
    var moving = false
    var autostart = false
    /// Whether a memory image is kept of it.
    var saved: Bool?
    /// What the other node has of the guest, one a look; nil where the toolstack cannot move guests.
    var peer: [GuestState]?
    /// Whether the other node can be asked what it has.
    var isPeerAsked = true
    /// What it has by these names, however often it is asked.
    var peerByName: [String: GuestState] = [:]
    /// How often a move is said to go on before it is over.
    var moves = 0
    /// So often nobody says whether a move goes on.
    var silentOnMoves = 0
    /// How much of an arriving guest has come, one a look; the last one stays.
    var received: [Int64] = []
    /// What the tool exports; nil where it exports none.
    var definition: [UInt8]?
    /// What this node lacks for a start of the guest; nil for nothing.
    var lacking: String?
    /// What of that cannot be found out.
    var unseen: [String] = []
    /// The disks of the guest while it runs, as words of a definition have them.
    var disks = ""
    /// What its firmware and TPM write to.
    var stateFiles: [StateFile] = []
    var calls: [String] = []
    /// A word of definitions that it does not take.
    var refused: String?
    /// What it was defined by.
    var defined: [String] = []
  }

  private let script: Mutex<Script>

  init(_ script: Script) {
    self.script = Mutex(script)
  }

  var calls: [String] { script.withLock { $0.calls } }
  let name = "scripted"
  let hypervisor = Hypervisor.rehearsal
  let rules: [PropertyRule] = []
  let uri = ""
  let silence = Failure.Code.toolstackUnreachable
  var traits: Traits { script.withLock { $0.traits } }
  var witness: (any GuestWitness)? { has(.witness) ? self : nil }
  var resumer: (any GuestResumer)? { has(.resumer) ? self : nil }
  var marker: (any GuestMarker)? { self }
  var autostart: (any GuestAutostart)? { has(.autostart) ? self : nil }
  var savedMemory: (any SavedMemory)? { has(.savedMemory) ? self : nil }
  var redefiner: (any GuestRedefiner)? { has(.redefiner) ? self : nil }
  var exporter: (any GuestExporter)? { has(.exporter) ? self : nil }
  var disks: (any GuestDisks)? { has(.disks) ? self : nil }
  var completer: (any GuestCompleter)? { has(.completer) ? self : nil }
  var look: (any NodeLook)? { has(.look) ? self : nil }
  var defined: [String] { script.withLock { $0.defined } }
  /// Changes what it does from now on.
  func change(_ body: (inout Script) -> Void) { script.withLock { body(&$0) } }
  var firmware: (any GuestFirmware)? { self }
  func stateFiles(of guest: Guest, until deadline: Instant) -> [StateFile] {
    script.withLock { $0.stateFiles }
  }
  func stateFiles(in definition: [UInt8]) -> [StateFile] { script.withLock { $0.stateFiles } }
  func check(_ guest: Guest, by definition: [UInt8], until deadline: Instant) throws(Failure)
    -> [String]
  {
    if let cause = script.withLock({ $0.lacking }) {
      throw Failure(.notReady, "here", cause: cause)
    }
    return script.withLock { $0.unseen }
  }
  var isInstalled: Bool { script.withLock { $0.isInstalled } }
  var soughtBelow: [GuestIdentity] { script.withLock { $0.soughtBelow } }

  private func has(_ part: Part) -> Bool { script.withLock { $0.parts.contains(part) } }

  func observe(_ guest: Guest, until deadline: Instant) -> Observation {
    let (state, seen) = script.withLock { script in
      (
        script.states.count > 1 ? script.states.removeFirst() : script.states.first ?? .absent,
        script.seen
      )
    }
    return Observation(
      state, evidence: [Evidence("tool", "\(state)", at: Clock.now)], identity: seen)
  }

  func observeBelow(_ guest: Guest, until deadline: Instant) -> Observation {
    let (state, seen) = script.withLock { script -> (GuestState, GuestIdentity?) in
      script.soughtBelow.append(guest.identity)
      if script.belows.count > 1 { return (script.belows.removeFirst(), script.seenBelow) }
      if let below = script.belows.first ?? script.below { return (below, script.seenBelow) }
      let isActive = script.states.first?.isActive == true
      return (isActive ? .running : .absent, script.seenBelow)
    }
    return Observation(
      state, evidence: [Evidence("process", "\(state)", at: Clock.now)], identity: seen)
  }

  func identify(_ guest: Guest, until deadline: Instant) throws(Failure) -> GuestIdentity {
    try tell("identify")
    return script.withLock { $0.identity }
  }

  func define(_ guest: Guest, definition: [UInt8], until deadline: Instant) throws(Failure) {
    try tell("define")
    let words = String(decoding: definition, as: UTF8.self).split(separator: " ").map(String.init)
    if let refused = script.withLock({ $0.refused }), words.contains(refused) {
      throw Failure(.cannotDefine, guest.name, cause: refused)
    }
    script.withLock { script in
      script.defined.append(String(decoding: definition, as: UTF8.self))
      if script.definition != nil { script.definition = definition }
    }
  }

  func start(_ guest: Guest, restoring: Bool, until deadline: Instant) throws(Failure) {
    try tell(restoring ? "restore" : "start")
  }

  func resume(_ guest: Guest, until deadline: Instant) throws(Failure) { try tell("resume") }

  func requestShutdown(_ guest: Guest, mode: ShutdownMode, until deadline: Instant)
    throws(Failure)
  {
    try tell("shutdown \(mode)")
  }

  func destroy(_ guest: Guest, until deadline: Instant) throws(Failure) { try tell("destroy") }

  func destroyBelow(_ guest: Guest, until deadline: Instant) -> Bool {
    (try? tell("destroyBelow")) != nil
  }

  func mark(_ guest: Guest, as mark: String, until deadline: Instant) throws(Failure) {
    try tell("mark \(mark)")
  }

  func marked(_ mark: String, until deadline: Instant) throws(Failure) -> [Guest] {
    try tell("marked")
    return []
  }

  func startsByItself(_ guest: Guest, until deadline: Instant) throws(Failure) -> Bool {
    let (isAbsent, autostart) = script.withLock { ($0.states.first == .absent, $0.autostart) }
    if isAbsent { throw Failure(.noSuchGuest, guest.name) }
    return autostart
  }

  /// A definition is the guest's name, and its UUID behind a blank.
  func read(definition: [UInt8]) throws(Failure) -> GuestDefinition {
    let words = String(decoding: definition, as: UTF8.self).split(separator: " ").map(String.init)
    let second = words.dropFirst().first.flatMap { $0.contains("=") ? nil : $0 }
    return GuestDefinition(name: words.first ?? "", uuid: second ?? "")
  }

  func definition(of guest: Guest, until deadline: Instant) throws(Failure) -> [UInt8]? {
    script.withLock { $0.definition }
  }

  func definition(of guest: Guest, until deadline: Instant) throws(Failure) -> [UInt8] {
    guard let definition = script.withLock({ $0.definition }) else {
      throw Failure(.toolstackUnreachable, name)
    }
    return definition
  }

  /// Behind the name a definition may have a UUID, and words such as `mac=1`; a toolstack that leaves nothing open has all of them.
  func particulars(of whole: [UInt8], beyond kept: [UInt8]) throws(Failure) -> Particulars {
    func mac(_ bytes: [UInt8]) -> String? {
      String(decoding: bytes, as: UTF8.self).split(separator: " ").first { $0.hasPrefix("mac=") }
        .map { String($0.dropFirst(4)) }
    }
    let isOpen = try read(definition: kept).uuid.isEmpty
    var found = Particulars(uuid: isOpen ? try read(definition: whole).uuid : "")
    if mac(kept) == nil, let mac = mac(whole) {
      found.devices.append(Particulars.Device("interface", "", mac: mac))
    }
    return found
  }

  func completing(_ kept: [UInt8], by known: Particulars, identityAlone: Bool) throws(Failure)
    -> [UInt8]
  {
    var words = String(decoding: kept, as: UTF8.self).split(separator: " ").map(String.init)
    if try read(definition: kept).uuid.isEmpty { words.insert(known.uuid, at: 1) }
    if !words.contains(where: { $0.hasPrefix("mac=") }), let mac = known.devices.first?.mac {
      words.append("mac=\(mac)")
    }
    if !identityAlone { words.append("whole") }
    return Array(words.joined(separator: " ").utf8)
  }

  /// Words of a definition such as `vda=/web.nightly:/web.img`.
  func disks(in definition: [UInt8]) throws(Failure) -> [GuestDisk] {
    String(decoding: definition, as: UTF8.self).split(separator: " ").compactMap { word in
      let parts = word.split(separator: "=")
      guard parts.count == 2 else { return nil }
      let layers = parts[1].split(separator: ":").map { DiskLayer(.file, String($0)) }
      return GuestDisk(String(parts[0]), layers[0], below: Array(layers.dropFirst()))
    }
  }

  func disks(of guest: Guest, until deadline: Instant) throws(Failure) -> [GuestDisk]? {
    let (words, isActive) = script.withLock { ($0.disks, $0.states.first?.isActive == true) }
    return isActive ? try disks(in: Array(words.utf8)) : nil
  }

  func putting(
    _ disk: GuestDisk, at target: String, into definition: [UInt8], from own: [UInt8]?
  ) throws(Failure) -> [UInt8]? {
    let words = String(decoding: definition, as: UTF8.self).split(separator: " ").map {
      $0.hasPrefix("\(target)=")
        ? "\(target)=\(disk.places.joined(separator: ":"))" : String($0)
    }
    return Array(words.joined(separator: " ").utf8)
  }

  func trace(of guest: Guest) -> String? { nil }

  func discard(_ guest: Guest, _ definition: [UInt8], until deadline: Instant) throws(Failure) {
    try tell("discard \(guest.identity.uuid)")
  }

  func hasSavedState(_ guest: Guest, until deadline: Instant) -> Bool? {
    script.withLock { $0.saved }
  }

  func forget(_ guest: Guest, until deadline: Instant) throws(Failure) { try tell("forget") }

  /// Nil for a toolstack that cannot move.
  var mover: (any GuestMover)? {
    script.withLock { $0.peer } == nil ? nil : ScriptedMover(driver: self)
  }

  var isMoving: Bool { script.withLock { $0.moving } }

  func nextReceived() -> Int64? {
    script.withLock { script in
      script.received.count > 1 ? script.received.removeFirst() : script.received.first
    }
  }

  var isPeerAsked: Bool { script.withLock { $0.isPeerAsked } }

  func nextOfPeer(_ name: String) -> GuestState {
    script.withLock { script in
      if let state = script.peerByName[name] { return state }
      let states = script.peer ?? [.absent]
      if states.count > 1 { script.peer = Array(states.dropFirst()) }
      return states.first ?? .absent
    }
  }

  func turnPeer(_ call: String) {
    script.withLock { script in
      if let states = script.after["there \(call)"] { script.peer = states }
    }
  }

  var silenceOnMoves: Failure? {
    script.withLock { script in
      script.silentOnMoves -= 1
      return script.silentOnMoves >= 0 ? Failure(.toolstackUnreachable, name) : nil
    }
  }

  func isStillMoving() -> Bool {
    script.withLock { script in
      script.moves -= 1
      return script.moves >= 0
    }
  }

  func tell(_ call: String) throws(Failure) {
    let failure = script.withLock { script -> Failure? in
      script.calls.append(call)
      if let failure = script.failing[call] { return failure }
      if let states = script.after[call] { script.states = states }
      return nil
    }
    if let failure { throw failure }
  }
}
