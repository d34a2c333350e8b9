import Model
import Platform

@testable import Hypervisors

/// One guest and its toolstack, in time of their own: the machine, the script and the manners of the rehearsal hypervisor.
struct VirtualWorld: Sendable {
  static let uuid = "5f0c7a52-0000-4000-8000-000000000001"
  static let otherUUID = "5f0c7a52-0000-4000-8000-000000000002"

  var now = Instant(.seconds(1_000_000))
  var wall: Int64 = 1_800_000_000
  private(set) var script: GuestScript
  /// The guest's process; nil when none lives.
  private var machine: GuestMachine?
  private var word = GuestState.running
  private var off = OffCause.shutdown
  private var isDefined = true
  private var marks: Set<String> = []
  /// How often the guest was started.
  private(set) var boots = 0
  /// What this node has as its definition, and the one whose disks it runs on, or ran on last.
  var definition: [UInt8] = []
  var ranBy: [UInt8] = []
  var manner = ToolManner()
  /// The tool ends itself at the call of this verb, having done it or not, and is away for a time.
  var death: (verb: String, isDone: Bool, back: Duration?)?
  /// The tool has lost its note of a guest that runs.
  var isForgotten = false
  /// A guest that ran was booted a second time.
  private(set) var hasTwin = false
  /// What runs under the guest's name is another guest.
  var isNamesake = false
  /// What the tool takes the guest to be while it lies.
  private var belief: GuestState?
  /// The processes of others cannot be seen.
  var isBlind = false
  /// The guest's process cannot be killed: it hangs in the kernel.
  var isStuck = false
  /// The other node.
  var peer = VirtualPeer()
  /// When a guest that another node sends is here; nil when none comes.
  var arrives: Instant?

  /// A guest that has been in this state for a while.
  init(_ state: GuestState, script lines: [String]) throws {
    var lines = ["boot 0s"] + lines
    if case .paused = state {
      lines.append("at 1s pause \(StateWords.words(state)[1])")
    } else if state == .crashed {
      lines += ["preserve crash", "at 1s crash"]
    }
    script = try GuestScript(lines)
    switch state {
    case .off(let cause): off = cause
    case .absent: isDefined = false
    default:
      spawn()
      pass(until: now + .seconds(2))
      if state == .shuttingDown { feed(.shutdownRequest) }
      boots = 0
    }
    // Only what happens by itself from now on is of interest.
    if case .paused = state { script.events.removeAll() }
    if state == .crashed { script.events.removeAll() }
  }

  /// What the guest is in truth.
  var truth: GuestState {
    if machine != nil { return word }
    return isDefined ? .off(off) : .absent
  }

  /// The UUID that it has here.
  var uuid: String { isNamesake ? VirtualWorld.otherUUID : VirtualWorld.uuid }

  /// Whether its process lives.
  var isAlive: Bool { machine != nil }

  mutating func pass(until deadline: Instant) {
    while let next = [peer.lands, arrives].compactMap({ $0 }).min(), next <= deadline {
      advance(to: next)
      if peer.lands == next { land() } else { arrive() }
    }
    advance(to: deadline)
  }

  private mutating func advance(to time: Instant) {
    guard time > now else { return }
    wall += Int64((time - now).inSeconds)
    now = time
    feed(.time)
    // A guest that ends on the way takes its move with it.
    if machine == nil, peer.lands != nil { giveUp("the guest ended") }
  }

  /// The guest's process is killed by somebody, and the tool hears nothing of it before it is asked.
  mutating func killProcess(_ cause: OffCause) {
    guard isAlive, !isStuck else { return }
    (machine, off) = (nil, cause)
  }

  private mutating func spawn() {
    boots += 1
    ranBy = definition
    word = .running
    let boot = "boot-\(boots)"
    machine = GuestMachine(script, at: now) { boot }
    feed(.time)
  }

  private mutating func feed(_ input: GuestMachine.Input) {
    for effect in machine?.step(input, at: now) ?? [] {
      switch effect {
      case .console, .nvram: break
      case .state(let state): word = state
      case .end(let state):
        machine = nil
        if case .off(let cause) = state { off = cause }
        if state == .absent { isDefined = false }
      }
    }
  }

  // MARK: A move

  /// A move that nobody follows any more, as the tool's daemon goes on with it.
  mutating func beginMove() {
    peer.lands = now + peer.takes
    peer.failure = nil
    peer.state = .paused(.transition)
  }

  /// The move is over before it has come to anything: the guest goes on here, and what is there is cleared.
  private mutating func giveUp(_ cause: String) {
    (peer.lands, peer.state) = (nil, .absent)
    peer.failure = Failure(.moveFailed, "web", cause: cause)
  }

  /// The tool's daemon has died, and its move with it.
  mutating func breakOff() {
    if peer.lands != nil { giveUp("the daemon died") }
  }

  private mutating func land() {
    peer.lands = nil
    if let later = peer.later { peer.manner = later }
    let broken = Failure(.moveFailed, "web", cause: "broken off")
    switch peer.ending {
    case .arrives: leave(word)
    case .fails: giveUp("broken off")
    case .half: peer.failure = broken
    case .stands:
      stand()
      peer.failure = broken
    case .stranded:
      leave(.paused(.transition))
      peer.failure = broken
    case .lost:
      leave(.running)
      peer.failure = broken
    case .unacknowledged:
      stand()
      (peer.state, peer.failure) = (.running, broken)
    case .doubles: (peer.state, peer.failure) = (.running, broken)
    case .lies: peer.state = .absent
    case .vanishes: leave(.absent)
    case .never: peer.lands = now + .seconds(3600)
    }
  }

  private mutating func leave(_ there: GuestState) {
    (machine, off, peer.state) = (nil, .migrated, there)
  }

  /// The copy here is held for the last moment of a move; `resume` lets it go on.
  private mutating func stand() {
    feed(.pause)
    word = .paused(.transition)
  }

  private mutating func arrive() {
    arrives = nil
    isDefined = true
    let ran = ranBy
    spawn()
    // It goes on with the disks that it had.
    (boots, ranBy) = (boots - 1, ran)
  }

  // MARK: The tool

  /// Does what the words say and gives the answer's line as it goes over the wire, and how much later it comes.
  ///
  /// - Parameter belief: what the tool takes the guest to be; nil when it knows.
  mutating func answer(_ words: [String], believing belief: GuestState? = nil) -> RehearsalReply {
    self.belief = belief
    do throws(Failure) {
      return .done(try perform(words))
    } catch {
      return .refused(error)
    }
  }

  private mutating func perform(_ words: [String]) throws(Failure) -> [String] {
    let name = words.count > 1 ? words[1] : ""
    switch words[0] {
    case "state":
      return GuestReport(
        name: name, state: isForgotten ? .off(.unknown) : truth,
        identity: GuestIdentity(
          uuid: isDefined ? uuid : "", domainID: runs ? String(boots) : "")
      ).words
    case "marked": return []
    case "autostart":
      if !isDefined { throw Failure(.noSuchGuest, name) }
      return [script.autostart ? "yes" : "no"]
    case "define":
      isDefined = true
      if words.count > 2 { definition = Array(words[2].utf8) }
    case "definition":
      if !isDefined { throw Failure(.noSuchGuest, name) }
    case "disks": try active(name)
    case "discard": isDefined = false
    case "start":
      if !isDefined { throw Failure(.noSuchGuest, name) }
      if runs { throw Failure(.rehearsalState, name, cause: "it runs already") }
      try allow("start", name)
      (hasTwin, isForgotten) = (isAlive, false)
      spawn()
    case "shutdown":
      try active(name)
      if let modes = script.refusedModes, modes.isEmpty || modes.contains(words[2]) {
        throw Failure(.shutdownRefused, name, cause: "its script refuses \(words[2])")
      }
      feed(.shutdownRequest)
    case "resume":
      try active(name)
      try allow("resume", name)
      feed(.resume)
    case "destroy":
      try active(name)
      try allow("destroy", name)
      if isStuck { throw Failure(.cannotDestroy, name, cause: "its process did not end") }
      killProcess(.destroyed)
    case "mark": marks.insert(words[2])
    case "migrate":
      try active(name)
      try allow("migrate", name)
      beginMove()
    case "progress": return [peer.lands == nil ? "none" : "going"]
    case "moved":
      if let failure = peer.failure { throw failure }
      return [peer.lands == nil ? "done" : "going"]
    case "cancel":
      if peer.lands != nil, !peer.isUnstoppable { giveUp("called off") }
    default: throw Failure(.rehearsalRequest, words[0])
    }
    return []
  }

  /// Whether the guest runs, as far as the tool knows.
  private var runs: Bool { belief.map { $0.isActive == true } ?? (isAlive && !isForgotten) }

  private func active(_ name: String) throws(Failure) {
    if !runs { throw Failure(.rehearsalState, name, cause: "it is off") }
  }

  private func allow(_ verb: String, _ name: String) throws(Failure) {
    if script.refused.contains(verb) { throw Failure(.rehearsalRefused, name, cause: verb) }
  }
}
