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
      /// The rules of the house that were broken.
      var broken: [String] = []
    }

    /// What was so when a call began.
    struct Before {
      let isAlive: Bool, boots: Int, here: GuestState, there: GuestState
    }

    let cell: FaultTable.Cell
    let act: Act
    let scene: Scene
    let driver: VirtualDriver
    /// What every node knows; of a cell where it counts.
    private let facts: VirtualCluster.Facts?

    /// What is called: a method of the framework's, or another of our commands.
    enum Act: String, CaseIterable {
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

      /// What it may take in all, in this cell.
      func total(of cell: FaultTable.Cell) -> Duration {
        if cell.fault("budget") != nil { return cell.time }
        return .seconds(method == .probe || method == nil ? 30 : 300)
      }

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
      driver = VirtualDriver(
        world, hasSecondWitness: cell.fault("below", "none") == nil,
        knowsDisks: cell.fault("wrote") != nil)
      scene = try Scene(.init())
      facts = cell.fault("wrote").flatMap { $0.contains("here") ? nil : VirtualCluster.Facts() }
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
      try Clock.$rehearsed.withValue(driver) {
        var broken: [String] = []
        let context = try prepare(&broken)
        var outcome = try call(act, context)
        outcome.broken = broken + outcome.broken
        return outcome
      }
    }

    private func call(_ act: Act, _ context: MethodContext) throws -> Outcome {
      let held = try lock()
      let before = driver.world.withLock {
        Before(isAlive: $0.isAlive, boots: $0.boots, here: $0.truth, there: $0.peer.state)
      }
      var outcome = Outcome()
      do throws(Failure) {
        outcome.exit = try carryOut(act, context, &outcome.messages)
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
      outcome.broken = brokenRules(act, outcome, context, before)
      if cell.fault("earlier") == nil { outcome.broken += brokenRecord(outcome, context) }
      return outcome
    }

    private func carryOut(_ act: Act, _ context: MethodContext, _ messages: inout [Int])
      throws(Failure)
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
        observation.state.isActive != true
        ? context.observeBelow(on: try? context.store.load()) : nil
      let record = try? context.store.load()
      let decision = GuardDecision.next(
        Sighting(observation, below: below, of: context.guest(on: record), record: record),
        silence: silence, departed: cell.fault("heard", "departure") != nil)
      return decision == .die ? 3 : decision == .leave ? 0 : -1
    }

    // MARK: What is so beforehand

    private func prepare(_ broken: inout [String]) throws -> MethodContext {
      let values = try values()
      try prepareDisk(values)
      try leaveRecord(values)
      if cell.fault("elsewhere") != nil {
        try context(values).departures.put(
          Departure(from: "n1", uuid: VirtualWorld.uuid, since: 1), until: Clock.now + .seconds(60))
      }
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
      var hasHandedOver = false
      for words in cell.faults("earlier") {
        let earlier = try #require(Act(rawValue: words[0]), "\(cell)")
        if hasHandedOver, earlier == .start { stopThere() }
        let outcome = try call(earlier, context(values, earlier))
        if earlier == .switch || earlier == .send, outcome.exit == 0 { hasHandedOver = true }
        broken += outcome.broken.map { "\(words[0]), called before: \($0)" }
        let span = words.count > 1 ? try #require(Duration(scripted: words[1])) : .zero
        driver.pass(until: Clock.now + span)
      }
      if hasHandedOver, act == .start { stopThere() }
      if let step = cell.fault("wall") {
        let days = try #require(Int64(step[0].dropLast()))
        driver.world.withLock { $0.wall += days * 86_400 }
      }
      if let span = cell.fault("later") {
        driver.pass(until: Clock.now + (try #require(Duration(scripted: span[0]))))
      }
      return context(values)
    }

    /// The guest's disk by its definition, and the one that it wrote to last where that is another.
    private var disk: String { scene.sandbox.root + "/web.img" }
    private var newer: String { scene.sandbox.root + "/web.nightly" }

    /// The disk that a boot has to be from; nil where that does not count.
    var rightDisk: String? {
      guard let words = cell.fault("wrote") else { return nil }
      let isVouchedFor = cell.properties.contains("Disk_policy=DEFINITION")
      return words[0] == "newer" && !isVouchedFor ? newer : disk
    }

    private static func definition(_ disk: String?) -> String {
      let devices = disk.map {
        "<devices><disk type='file'><source file='\($0)'/><target dev='vda'/></disk></devices>"
      }
      return "<domain type='rehearsal'><name>web</name>\(devices ?? "")</domain>"
    }

    /// `wrote newer`: a layer upon the disk of the definition; `wrote other`: a disk that has nothing to do with it.
    private func prepareDisk(_ values: [String: String]) throws {
      guard let words = cell.fault("wrote") else { return }
      try scene.sandbox.write("web.img", "")
      if !words.contains("gone") { try scene.sandbox.write("web.nightly", "") }
      let top = words[0] == "newer" ? newer : scene.sandbox.root + "/before.img"
      let below = words[0] == "newer" ? [DiskLayer(.file, disk)] : []
      driver.world.withLock { world in
        world.definition = Array(VirtualCall.definition(disk).utf8)
        world.ranBy = Array(VirtualCall.definition(top).utf8)
      }
      try context(values).diskMemory.learn(
        [GuestDisk("vda", DiskLayer(.file, top), below: below)], of: "web", hasBooted: false,
        until: Clock.now + .seconds(60))
    }

    /// A framework to which the guest was handed over starts it here only once it has stopped it there.
    private func stopThere() { driver.world.withLock { $0.peer.state = .absent } }

    private func values() throws -> [String: String] {
      var values: [String: String] = [:]
      let texts = [
        "none": "", "broken": "<domain type='rehearsal'><name>web</na",
        "other": "<domain type='rehearsal'><name>db</name></domain>",
      ]
      let word = cell.fault("definition")?.first ?? ""
      let text =
        texts[word] ?? VirtualCall.definition(cell.fault("wrote") == nil ? nil : disk)
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

    private func context(_ values: [String: String], _ earlier: Act? = nil) -> MethodContext {
      let act = earlier ?? self.act
      let used = cell.fault("used").flatMap { Int($0[0].dropLast()) } ?? 0
      let total = act.total(of: cell)
      let start = Clock.now - total * used / 100
      return MethodContext(
        identity: scene.identity, method: act.method ?? .probe,
        budget: Budget(start: start, total: total),
        configuration: Scene.configuration(values), driver: driver, store: scene.store,
        log: ResourceLog(scene.identity, method: cell.method, locations: scene.sandbox.locations),
        framework: framework(act))
    }

    private func framework(_ act: Act) -> any ClusterFramework {
      let node = act == .switch ? "n2" : nil
      if let facts { return VirtualCluster(node: node, facts: facts) }
      return act == .switch
        ? SwitchingFramework(node: node) : Standalone(locations: scene.sandbox.locations)
    }

    private func leaveRecord(_ values: [String: String]) throws {
      let isActive = StateWords.state(cell.state)?.isActive == true
      let isKept = act == .guard || isActive && (act.stops || act.method == .probe)
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
        let boot = words.contains("boot") ? "another" : (Environment.bootIdentifier ?? "")
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
  }
#endif
