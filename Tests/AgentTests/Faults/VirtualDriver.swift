import Model
import Platform
import Synchronization

@testable import Hypervisors

#if DEBUG
  /// The rehearsal hypervisor in virtual time: each call takes as long as the tool's manner says, and not a moment longer.
  ///
  /// A class, because the agent's value of it, the clock's and the test's have to be one and the same.
  final class VirtualDriver: HypervisorDriver, GuestResumer, GuestMarker, GuestAutostart,
    GuestWitness, GuestRedefiner, GuestDisks, RehearsedTime
  {
    let world: Mutex<VirtualWorld>
    private let hasSecondWitness: Bool
    private let knowsDisks: Bool

    /// - Parameter knowsDisks: whether the guest's disks may come to be others than its definition has.
    init(_ world: VirtualWorld, hasSecondWitness: Bool, knowsDisks: Bool) {
      self.world = Mutex(world)
      (self.hasSecondWitness, self.knowsDisks) = (hasSecondWitness, knowsDisks)
    }

    let name = "virtual rehearsal"
    let hypervisor = Hypervisor.rehearsal
    let rules: [PropertyRule] = []
    let uri = ""
    let silence = Failure.Code.toolstackUnreachable
    let traits: Traits = [.shutdownModes]
    let isInstalled = true

    var witness: (any GuestWitness)? { hasSecondWitness ? self : nil }
    var resumer: (any GuestResumer)? { self }
    var marker: (any GuestMarker)? { self }
    var autostart: (any GuestAutostart)? { self }
    var mover: (any GuestMover)? { VirtualMover(driver: self) }
    var redefiner: (any GuestRedefiner)? { knowsDisks ? self : nil }
    var disks: (any GuestDisks)? { knowsDisks ? self : nil }

    var now: Instant { world.withLock { $0.now } }
    var secondsSince1970: Int64 { world.withLock { $0.wall } }
    func pass(until deadline: Instant) { world.withLock { $0.pass(until: deadline) } }

    private var nonsense: Failure { Failure(.toolstackUnreachable, name, cause: "nonsense") }

    /// A call as RehearsalClient makes it, over a wire that is a function.
    ///
    /// - Parameter isThere: it is the other node's tool that is called.
    func call(_ words: [String], until deadline: Instant, there isThere: Bool = false)
      throws(Failure) -> [String]
    {
      let answer = world.withLock { world -> Answer in
        guard world.now < deadline else { return .late }
        if isThere {
          let kind = world.peer.manner.meet(at: world.now)
          return VirtualDriver.say(kind, to: &world, until: deadline) { $0.peer.answer(words) }
        }
        if let death = world.death, death.verb == words[0] {
          if death.isDone { _ = world.answer(words) }
          world.death = nil
          world.breakOff()
          let back = death.back.map { ["for", "\($0.inMilliseconds)ms"] } ?? []
          if let away = try? ToolManner(["away"] + back, at: world.now) { world.manner = away }
          return .nobody
        }
        let kind = world.manner.meet(at: world.now)
        return VirtualDriver.say(kind, to: &world, until: deadline) {
          $0.answer(words, believing: kind.belief)
        }
      }
      switch answer {
      case .late: throw Failure(.toolstackUnreachable, name, cause: "no answer in time")
      case .nobody: throw Failure(.toolstackUnreachable, name, cause: "nobody listens")
      case .whole(.done(let words)): return words
      case .whole(.refused(let failure)): throw failure
      case .bent(let line): return try RehearsalClient.decode(Array(line.utf8), from: name)
      }
    }

    /// What comes of a call.
    private enum Answer {
      case late, nobody
      /// As the wire would carry it.
      case bent(String)
      /// As it was given: to write and to read it would be half of the time that a cell takes.
      case whole(RehearsalReply)
    }

    /// What a tool of that manner answers.
    private static func say(
      _ kind: ToolManner.Kind, to world: inout VirtualWorld, until deadline: Instant,
      _ answer: (inout VirtualWorld) -> RehearsalReply
    ) -> Answer {
      switch kind {
      case .away: return .nobody
      case .hang:
        world.pass(until: deadline)
        return .late
      case .answer:
        let whole = Answer.whole(answer(&world))
        world.pass(until: world.now)
        return whole
      case .slow, .lie, .garble, .truncate: break
      }
      let (text, delay) = RehearsalStage.bend(answer(&world), to: kind)
      let isLate = world.now + delay > deadline
      world.pass(until: min(deadline, world.now + delay))
      return isLate ? .late : text.isEmpty ? .nobody : .bent(text)
    }

    func tell(_ words: [String], _ code: Failure.Code, _ deadline: Instant) throws(Failure) {
      do throws(Failure) {
        _ = try call(words, until: deadline)
      } catch {
        let isPlain = [.toolstackUnreachable, .noSuchGuest, code].contains(error.code)
        throw isPlain ? error : Failure(code, words[1], cause: error.sentence)
      }
    }

    private func report(_ guest: Guest, until deadline: Instant) throws(Failure) -> GuestReport {
      guard let report = GuestReport(try call(["state", guest.name], until: deadline)) else {
        throw nonsense
      }
      return report
    }

    func observe(_ guest: Guest, until deadline: Instant) -> Observation {
      do throws(Failure) {
        let report = try report(guest, until: deadline)
        return Observation(
          report.state, evidence: [Evidence("tool", "\(report.state)", at: now)],
          identity: report.state == .absent ? nil : report.identity)
      } catch {
        return Observation(
          .unknown(error.sentence), evidence: [Evidence("tool", error.sentence, at: now)])
      }
    }

    func observeBelow(_ guest: Guest, until deadline: Instant) -> Observation {
      let (isBlind, isAlive, uuid) = world.withLock { ($0.isBlind, $0.isAlive, $0.uuid) }
      let isOwn = guest.identity.uuid == uuid
      let state: GuestState =
        isBlind
        ? .unknown("blind")
        : !isAlive ? .absent : isOwn ? .running : .unknown("not known to be its own")
      return Observation(
        state, evidence: [Evidence("process list", "\(state)", at: now)],
        identity: isAlive && !isBlind ? GuestIdentity(uuid: uuid) : nil)
    }

    func identify(_ guest: Guest, until deadline: Instant) throws(Failure) -> GuestIdentity {
      let report = try report(guest, until: deadline)
      if report.state == .absent { throw Failure(.noSuchGuest, guest.name) }
      return report.identity
    }

    func define(_ guest: Guest, definition: [UInt8], until deadline: Instant) throws(Failure) {
      try tell(
        ["define", guest.name, String(decoding: definition, as: UTF8.self)], .cannotDefine, deadline
      )
    }

    func definition(of guest: Guest, until deadline: Instant) throws(Failure) -> [UInt8]? {
      do throws(Failure) { _ = try call(["definition", guest.name], until: deadline) } catch {
        guard error.code == .noSuchGuest else { throw error }
        return nil
      }
      return world.withLock { $0.definition }
    }

    func discard(_ guest: Guest, _ definition: [UInt8], until deadline: Instant) throws(Failure) {
      try tell(["discard", guest.name], .cannotDefine, deadline)
    }

    func disks(of guest: Guest, until deadline: Instant) throws(Failure) -> [GuestDisk]? {
      do throws(Failure) { _ = try call(["disks", guest.name], until: deadline) } catch {
        guard error.code == .rehearsalState else { throw error }
        return nil
      }
      return try disks(in: world.withLock { $0.ranBy })
    }

    func disks(in definition: [UInt8]) throws(Failure) -> [GuestDisk] {
      try DomainDefinition.disks(in: definition)
    }

    func putting(
      _ disk: GuestDisk, at target: String, into definition: [UInt8], from own: [UInt8]?
    ) throws(Failure) -> [UInt8]? {
      try DomainDefinition.putting(disk, at: target, into: definition, from: own)
    }

    func trace(of guest: Guest) -> String? { nil }

    func start(_ guest: Guest, restoring: Bool, until deadline: Instant) throws(Failure) {
      try tell(["start", guest.name], .cannotStart, deadline)
    }

    func resume(_ guest: Guest, until deadline: Instant) throws(Failure) {
      try tell(["resume", guest.name], .cannotStart, deadline)
    }

    func requestShutdown(_ guest: Guest, mode: ShutdownMode, until deadline: Instant)
      throws(Failure)
    {
      try tell(["shutdown", guest.name, mode.rawValue], .shutdownRefused, deadline)
    }

    func destroy(_ guest: Guest, until deadline: Instant) throws(Failure) {
      try tell(["destroy", guest.name], .cannotDestroy, deadline)
    }

    /// A process that hangs in the kernel does not end in the time that it is given.
    func destroyBelow(_ guest: Guest, until deadline: Instant) -> Bool {
      world.withLock { world in
        guard world.isAlive, !world.isBlind, guest.identity.uuid == world.uuid else { return false }
        if world.isStuck { world.pass(until: deadline) } else { world.killProcess(.crashed) }
        return !world.isAlive
      }
    }

    func mark(_ guest: Guest, as mark: String, until deadline: Instant) throws(Failure) {
      _ = try call(["mark", guest.name, mark], until: deadline)
    }

    func marked(_ mark: String, until deadline: Instant) throws(Failure) -> [Guest] { [] }

    func startsByItself(_ guest: Guest, until deadline: Instant) throws(Failure) -> Bool {
      try call(["autostart", guest.name], until: deadline) == ["yes"]
    }

    func read(definition: [UInt8]) throws(Failure) -> GuestDefinition {
      GuestDefinition(name: try RehearsalDefinition.read(definition).0.name)
    }
  }
#endif
