import Frameworks
import Model
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Agent
@testable import Hypervisors

#if DEBUG
  /// One cell of the fault matrix, tried in virtual time.
  struct VirtualCall {
    /// What came out of it.
    struct Outcome {
      var exit: Int32 = 0
      /// What was thrown, found or logged.
      var messages: [Int] = []
      var took = 0.0
      var after = ""
      var log = ""
    }

    let cell: FaultTable.Cell
    private let act: Act
    /// The time of which method it has, and what it looks at; nil for the guard, which no framework calls.
    private var method: Method? { act.method }
    private let scene: Scene
    private let driver: VirtualDriver
    private let total: Duration

    /// What is called: a method of the framework's, or another of our commands.
    private enum Act: String {
      case start, stop, probe, validate, `guard`
      /// A stop while the group is switched to n2; a move by hand; the two halves of a cluster's; its monitor.
      case `switch`, move, send, receive, monitor

      var method: Method? {
        switch self {
        case .start, .receive: .start
        case .stop, .switch, .move, .send: .stop
        case .probe, .monitor: .probe
        case .validate: .validate
        case .guard: nil
        }
      }

      /// Whether it may bring the guest to another node.
      var moves: Bool { self == .switch || self == .move || self == .send }

      /// Whether a success is that the guest is not here.
      var stops: Bool { moves || self == .stop }

      /// Whether it only looks.
      var looks: Bool { method == .probe || self == .validate || self == .guard }
    }

    init(_ cell: FaultTable.Cell) throws {
      self.cell = cell
      act = try #require(Act(rawValue: cell.method), "\(cell)")
      let state = try #require(StateWords.state(cell.state), "\(cell)")
      var world = try VirtualWorld(state, script: cell.script)
      if let manner = cell.fault("tool") { try VirtualCall.give(manner, to: &world, cell) }
      world.isBlind = cell.fault("below", "blind") != nil
      world.isNamesake = cell.fault("namesake") != nil
      world.isStuck = cell.fault("process", "stuck") != nil
      try VirtualCall.prepareMove(&world, cell)
      driver = VirtualDriver(world, hasSecondWitness: cell.fault("below", "none") == nil)
      scene = try Scene(.init())
      total = cell.time
    }

    /// `dies before VERB`, `dies after VERB`, either with `for TIME`; anything else is a manner of the rehearsal's tool.
    private static func give(
      _ words: [String], to world: inout VirtualWorld, _ cell: FaultTable.Cell
    ) throws {
      if words[0] == "dies" {
        let back = words.count > 4 ? Duration(scripted: words[4]) : nil
        world.death = (words[2], words[1] == "after", back)
      } else {
        world.manner = try ToolManner(words, at: world.now)
        world.isForgotten = words == ToolManner.forget
      }
    }

    /// What the other node is like, and what comes of a move there.
    private static func prepareMove(_ world: inout VirtualWorld, _ cell: FaultTable.Cell) throws {
      if let span = cell.fault("arrives") {
        world.arrives = world.now + (try #require(Duration(scripted: span[0])))
      }
      for words in cell.faults("move") {
        if let span = Duration(scripted: words[0]) {
          world.peer.takes = span
        } else if words == ["unstoppable"] {
          world.peer.isUnstoppable = true
        } else {
          world.peer.ending = try #require(VirtualPeer.Ending(rawValue: words[0]), "\(cell)")
        }
      }
      for words in cell.faults("there") {
        switch words[0] {
        case "full": world.peer.isFull = true
        case "refuses": world.peer.refused.insert(words[1])
        case "later":
          world.peer.later = try ToolManner(Array(words.dropFirst()), at: world.now)
        case _ where StateWords.state(words) != nil:
          world.peer.state = try #require(StateWords.state(words))
        default: world.peer.manner = try ToolManner(words, at: world.now)
        }
      }
      if cell.fault("under", "way") != nil { world.beginMove() }
    }

    func run() throws -> Outcome {
      let (context, outcome) = try Clock.$rehearsed.withValue(driver) {
        let context = try prepare()
        return (context, try call(context))
      }
      try holdRules(outcome, context)
      return outcome
    }

    private func call(_ context: MethodContext) throws -> Outcome {
      let held = try lock()
      var outcome = Outcome()
      do throws(Failure) {
        outcome.exit = try carryOut(context, &outcome.messages)
      } catch {
        outcome = Outcome(exit: 1, messages: [error.code.number])
      }
      held?.release()
      outcome.took = (Clock.now - context.budget.start).inSeconds
      let (here, there) = driver.world.withLock { ($0.truth, $0.peer.state) }
      outcome.after = StateWords.words(here).joined(separator: " ")
      if act.moves || cell.after.contains("+") {
        outcome.after += "+" + StateWords.words(there).joined(separator: " ")
      }
      outcome.log =
        (try? Files.read(context.log.file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      return outcome
    }

    private func carryOut(_ context: MethodContext, _ messages: inout [Int]) throws(Failure)
      -> Int32
    {
      func leaveGuard(_ identity: ResourceIdentity, _ deadline: Instant) throws(Failure) {
        if cell.fault("guard", "fails") != nil { throw Failure(.noGuard, "guard_xvm") }
      }
      switch act {
      case .start: try StartGuest(context).run(leaveGuard: leaveGuard)
      case .receive: try ReceiveGuest(context).run(leaveGuard: leaveGuard)
      case .stop, .switch: try StopGuest(context).run()
      case .move:
        let hand = MoveByHand(context)
        try hand.run(to: try hand.target("n2"))
      case .send: try SendGuest(context).run(to: "n2")
      case .monitor: return MonitorGuest(context).recur(leaveGuard: leaveGuard).status.rawValue
      case .probe: return ProbeGuest(context).run().exitStatus
      case .validate:
        let stop = MethodTime(
          .stop, option: nil, framework: context.framework, identity: context.identity,
          values: context.configuration.values, until: context.deadline())
        let findings = ValidateGuest(context).run(times: [.stop: stop])
        messages += findings.map { $0.failure.code.number }
        return findings.contains { $0.isError } ? 1 : 0
      case .guard: return look(context)
      }
      return 0
    }

    /// One look of the guard; -1 when it stays.
    private func look(_ context: MethodContext) -> Int32 {
      let silence = cell.fault("silent").flatMap { Duration(scripted: $0[0]) } ?? .zero
      let observation = driver.observe(context.guest, until: context.deadline())
      let below =
        driver.capabilities.contains(.secondWitness) && observation.state.isActive != true
        ? context.observeBelow(on: try? context.store.load()) : nil
      let record = try? context.store.load()
      let decision = GuardDecision.next(
        Sighting(observation, below: below, of: context.guest(on: record), record: record),
        configuration: context.configuration, silence: silence,
        departed: cell.fault("heard", "departure") != nil)
      return decision == .die ? 3 : decision == .leave ? 0 : -1
    }

    // MARK: What is so beforehand

    private func prepare() throws -> MethodContext {
      let values = try values()
      try leaveRecord(values)
      if cell.fault("doubted") != nil { scene.store.memory.leave(note: GuestMemory.doubted) }
      if let words = cell.fault("learnt") {
        var times = LearntTimes(domain: "web")
        times.ordered = (try #require(Duration(scripted: words[0]))).inMilliseconds
        try scene.store.memory.keep(times)
      }
      if cell.fault("started") != nil { scene.store.memory.leave(note: GuestMemory.started) }
      for seen in cell.faults("seen") {
        if act == .monitor {
          _ = MonitorGuest(context(values)).recur { _, _ in }
        } else {
          _ = ProbeGuest(context(values)).run()
        }
        let span = try #require(Duration(scripted: seen[0]))
        driver.pass(until: Clock.now + span)
      }
      if let step = cell.fault("wall") {
        let days = try #require(Int64(step[0].dropLast()))
        driver.world.withLock { $0.wall += days * 86_400 }
      }
      if let span = cell.fault("later") {
        driver.pass(until: Clock.now + (try #require(Duration(scripted: span[0]))))
      }
      return context(values)
    }

    private func values() throws -> [String: String] {
      var values: [String: String] = [:]
      let texts = [
        "none": "", "broken": "<domain type='rehearsal'><name>web</na",
        "other": "<domain type='rehearsal'><name>db</name></domain>",
      ]
      let word = cell.fault("definition")?.first ?? ""
      let text = texts[word] ?? "<domain type='rehearsal'><name>web</name></domain>"
      if word == "missing" {
        values["Domain_definition"] = scene.sandbox.root + "/nowhere.xml"
      } else if !text.isEmpty {
        values["Domain_definition"] = try scene.sandbox.write("web.xml", text)
      }
      if act.moves { values["Migration_nodes"] = "n2:n2" }
      for property in cell.properties {
        let parts = property.split(separator: "=", maxSplits: 1).map(String.init)
        let value = parts.count > 1 ? parts[1] : ""
        values[parts[0]] = value == "FILE" ? try scene.sandbox.write("file", "text\n") : value
      }
      return values
    }

    private func context(_ values: [String: String]) -> MethodContext {
      let used = cell.fault("used").flatMap { Int($0[0].dropLast()) } ?? 0
      let start = Clock.now - total * used / 100
      return MethodContext(
        identity: scene.identity, method: method ?? .probe,
        budget: Budget(start: start, total: total),
        configuration: Scene.configuration(values), driver: driver, store: scene.store,
        log: ResourceLog(scene.identity, method: cell.method, locations: scene.sandbox.locations),
        framework: act == .switch
          ? SwitchingFramework(node: "n2") : Standalone(locations: scene.sandbox.locations))
    }

    private func leaveRecord(_ values: [String: String]) throws {
      let isActive = StateWords.state(cell.state)?.isActive == true
      let isKept = act == .guard || isActive && (act.stops || method == .probe)
      let word = cell.fault("record")?.first ?? (isKept ? "running" : "none")
      if cell.fault("records", "unwritable") != nil {
        try scene.sandbox.write("run/ha-xvm/records", "in the way of a directory")
        return
      }
      switch word {
      case "none": return
      case "unreadable": try Files.makeDirectory(scene.store.path)
      case "half": try scene.sandbox.write("run/ha-xvm/records/web-rs", "ccr_gennum\t0\nccr_che")
      default:
        let phase = try #require(RunRecord.Phase(rawValue: word), "\(cell)")
        let guest = Guest(name: "web", identity: GuestIdentity(uuid: VirtualWorld.uuid))
        let words = cell.fault("record")?.dropFirst() ?? []
        let boot = words.contains("boot") ? "another" : Environment.bootIdentifier
        var record = RunRecord(
          scene.identity, phase: phase, guest: guest,
          values: Scene.configuration(values).values, bootIdentifier: boot)
        // `record moving n3`: where to.
        if let node = words.first(where: { $0 != "boot" && $0 != "loose" }) {
          record.target = MoveTarget(node: node, address: node)
        }
        try scene.store.save(record)
        if words.contains("loose") {
          let path = scene.store.path
          try Files.replace(path, with: try Files.read(path), mode: 0o666)
        }
      }
    }

    private func lock() throws -> FileLock? {
      if cell.fault("lock", "held") == nil { return nil }
      return try scene.store.lock("another call", until: Clock.now)
    }

    // MARK: What no fault may change

    /// The rules of the house, in every cell.
    private func holdRules(_ outcome: Outcome, _ context: MethodContext) throws {
      let (isAlive, boots) = driver.world.withLock { ($0.isAlive, $0.boots) }
      #expect(!driver.world.withLock { $0.hasTwin }, "no second copy is booted")
      let (here, there) = driver.world.withLock { ($0.truth, $0.peer.state) }
      let state = StateWords.state(cell.state)
      if act.stops, outcome.exit == 0 { #expect(!isAlive, "a stop that succeeds has proof") }
      if act != .start { #expect(boots == 0, "only a start starts") }
      #expect(boots <= 1, "one start boots once")
      if act.looks { #expect(isAlive == (state?.isActive == true), "who only looks ends nothing") }
      // One that was there beforehand was not put there by us.
      if cell.faults("there").allSatisfy({ StateWords.state($0) == nil }) {
        #expect(here != .running || there != .running, "no guest runs twice")
      }
      if act == .move, outcome.exit == 0 { #expect(there == .running, "it is where it was sent") }
      #expect(outcome.took <= total.inSeconds * 1.0, "no budget is overrun")
      if cell.fault("lock", "held") == nil {
        // A child that another test starts holds our descriptors for a moment.
        let isFree = Sandbox.eventually { FileLock.holder(of: context.store.lockPath) == nil }
        #expect(isFree, "no lock is left")
      }
      let left = (try? Files.list(scene.sandbox.root + "/run/ha-xvm/records")) ?? []
      #expect(left.allSatisfy { $0 == "web-rs" }, "no temporary file is left: \(left)")
      let record = try? context.store.load()
      if method == .start, outcome.exit == 0 { #expect(record?.phase == .running) }
      if act == .move, outcome.exit == 0 { #expect(record?.phase == .departed) }
      if act.stops, outcome.exit == 0 {
        #expect(record == nil || record?.phase == .departed, "the record goes with the proof")
      }
      holdRecord(outcome, record)
    }

    /// What a call leaves on record for the next one.
    private func holdRecord(_ outcome: Outcome, _ record: RunRecord?) {
      let word = cell.fault("record").map { $0.joined(separator: " ") }
      let (here, there) = driver.world.withLock { ($0.truth, $0.peer.state) }
      let wasActive = StateWords.state(cell.state)?.isActive == true
      let isWritable = cell.fault("records", "unwritable") == nil
      if act == .stop, outcome.exit != 0, wasActive, word == nil, isWritable {
        let isLocked = cell.fault("lock", "held") != nil
        #expect(
          record?.phase == (isLocked ? .running : .stopping),
          "whoever stops it next needs the record, and no guard is to report its death")
      }
      if act == .stop, outcome.exit == 0 {
        #expect(scene.store.memory.note == nil, "what a probe saw was of a run that has ended")
      }
      if act == .start, outcome.exit != 0, word == "moving n2", here == .off(.migrated) {
        #expect(record?.phase == .departed, "that it left stays on record")
      }
      if act == .stop, outcome.exit == 0, !wasActive,
        word == "departed" || word != nil && word != "running boot" && here == .off(.migrated)
      {
        #expect(record?.phase == .departed, "that it left stays on record")
      }
      let boots = driver.world.withLock { $0.boots }
      if act == .start, boots > 0 { #expect(record != nil, "what was started is on record") }
      guard act.moves, word == nil, outcome.exit != 0, isWritable else { return }
      switch outcome.messages.first {
      case Failure.Code.moveUnsettled.number:
        let isOpen = record?.phase == .moving || record?.phase == .departed && here != .running
        #expect(isOpen, "whoever settles it needs to know of it")
        #expect(record?.target?.node == "n2", "and where it went")
      case Failure.Code.moveFailed.number where here == .running && there != .running:
        #expect(record?.phase == .running, "it is here as before")
      default: break
      }
    }
  }
#endif
