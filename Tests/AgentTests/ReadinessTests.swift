import Frameworks
import Hypervisors
import Model
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// Whether a node could run a guest now, and who is told.
@Suite(.virtualTime) struct ReadinessTests {
  private static let parts: Set<ScriptedDriver.Part> = [.redefiner, .look]

  private static func look(
    _ script: ScriptedDriver.Script, _ values: [String: String] = [:], kept: String? = nil
  ) throws -> Readiness? {
    let scene = try Scene(script)
    var values = values
    if let kept { values["Domain_definition"] = try scene.sandbox.write("web.xml", kept) }
    return ReadinessLook(scene.context(.probe, values, milliseconds: 60_000), every: nil).run()
  }

  @Test(
    arguments: [
      (.init(states: [.absent], parts: parts), "web", .ready("")),
      (
        .init(states: [.off(.shutdown)], parts: parts, definition: Array("web".utf8)), nil,
        .ready("")
      ),
      (
        .init(states: [.absent], parts: parts), nil,
        .lacking("it does not know the guest, and Domain_definition is empty")
      ),
      (.init(states: [.running], parts: parts), "web", nil),
      (.init(states: [.movingIn], parts: parts), "web", nil),
      (.init(states: [.paused(.ioError)], parts: parts), "web", nil),
      (
        .init(states: [.unknown("gone")], parts: parts), "web",
        .lacking("scripted gives no answer")
      ),
      (
        .init(states: [.absent], parts: parts, isInstalled: false), "web",
        .lacking("scripted is not installed")
      ),
      (
        .init(states: [.absent], parts: parts, lacking: "it has no network lan"), "web",
        .lacking("it has no network lan")
      ),
      (
        .init(states: [.absent], parts: parts, unseen: ["whether it has the bridges"]), "web",
        .ready("not known: whether it has the bridges")
      ),
      (
        .init(states: [.absent], parts: []), "web",
        .unknown("what the guest needs of a node is not looked at with scripted")
      ),
    ] as [(ScriptedDriver.Script, String?, Readiness?)])
  func aNodeSays(_ script: ScriptedDriver.Script, _ kept: String?, _ said: Readiness?) throws {
    #expect(try Self.look(script, kept: kept) == said)
  }

  @Test(arguments: [
    (["State_directory": "/no/such"], "/no/such: "),
    (["Plugin_probe": "/usr/no-such-plugin"], "Plugin_probe: "),
    (["Domain_definition": "/no/such.xml"], "/no/such.xml: "),
  ])
  func whatIsKeptElsewhereIsLookedFor(_ values: [String: String], _ words: String) throws {
    let said = try Self.look(
      .init(states: [.absent], parts: Self.parts), values,
      kept: values["Domain_definition"] == nil ? "web" : nil)
    guard case .lacking(let cause)? = said else {
      Issue.record("\(String(describing: said))")
      return
    }
    #expect(cause.hasPrefix(words), "\(cause)")
  }

  /// Where the cluster has a guest that runs here past it; what is over at a second look is none.
  @Test(
    arguments: [
      ([.running], ["n2"], nil, "it runs here, and the cluster has it on n2"),
      ([.running], [], nil, "it runs here, and the cluster has it on no node"),
      ([.running], nil, nil, nil), ([.movingIn], ["n2"], nil, nil),
      ([.running, .running, .off(.shutdown)], ["n2"], nil, nil),
      ([.running], ["n2"], .running, nil),
    ] as [([GuestState], [String]?, RunRecord.Phase?, String?)])
  func aCopyPastTheClusterIsSaid(
    _ states: [GuestState], _ nodes: [String]?, _ phase: RunRecord.Phase?, _ words: String?
  ) throws {
    let scene = try Scene(.init(states: states, parts: Self.parts))
    if let phase { try scene.record(phase) }
    let framework = SwitchingFramework(node: nil, knowsPlacement: true, has: nodes)
    let look = ReadinessLook(
      scene.context(.probe, milliseconds: 60_000, framework: framework), every: nil)
    #expect(look.run() == nil)
    #expect(look.stray() == words.map { .lacking($0) })
  }

  // MARK: Who is told

  /// A framework that notes what it is told; a class, because it is asked afterwards.
  private final class Listener: ClusterFramework {
    let name = "listener"
    let heard = Mutex<[Readiness]>([])
    let isDeaf = Mutex(false)

    func value(
      of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
    ) -> String? { nil }

    func note(_ readiness: Readiness, of identity: ResourceIdentity, until deadline: Instant)
      -> Bool
    {
      if isDeaf.withLock({ $0 }) { return false }
      heard.withLock { $0.append(readiness) }
      return true
    }
  }

  @Test func onlyNewsIsTold() throws {
    let scene = try Scene(.init())
    let listener = Listener()
    let end = Clock.now + .seconds(9)
    func news() -> ReadinessNews {
      ReadinessNews(
        scene.identity, listener, scene.context(.probe).log, locations: scene.sandbox.locations)
    }
    for readiness in [Readiness.ready(""), .ready(""), .lacking("a"), .lacking("a"), .lacking("b")]
    {
      news().tell(readiness, until: end)
    }
    #expect(listener.heard.withLock { $0 } == [.ready(""), .lacking("a"), .lacking("b")])
    // What was not taken is told again, and so is what a framework that was started again knows no more. A look tells nothing.
    listener.isDeaf.withLock { $0 = true }
    news().tell(.ready(""), until: end)
    listener.isDeaf.withLock { $0 = false }
    news().tell(.ready(""), until: end)
    news().noteLook()
    news().tell(.ready(""), until: end)
    ReadinessRound(scene.identity, locations: scene.sandbox.locations).forget()
    news().tell(.ready(""), until: end)
    #expect(listener.heard.withLock { $0.suffix(3) } == [.lacking("b"), .ready(""), .ready("")])
  }

  /// What an earlier look has said, or somebody has changed since, does not speak against the node where the guest is.
  @Test func aGuestThatIsHereSpeaksForItself() throws {
    let listener = Listener()
    let scene = try Scene(.init(states: [.off(.shutdown)], after: ["start": [.running]]))
    let context = scene.context(.start, milliseconds: 60_000, framework: listener)
    ReadinessNews(scene.identity, listener, context.log, locations: scene.sandbox.locations)
      .tell(.ready(""), until: Clock.now + .seconds(9))
    try StartGuest(context).run { _, _ in }
    #expect(listener.heard.withLock { $0 } == [.ready(""), .ready("")])
  }

  // MARK: Log-ins

  /// Each is tried once in an interval, at a time of its own, and what was found counts until then.
  @Test func logInsAreTriedOnceInAnInterval() throws {
    let scene = try Scene(.init(states: [.absent], peer: [.unknown("closed")]))
    let values = [
      "Migration_nodes": "n2:n2,n3:n3,n4:n4,n5:n5,n6:n6", "Migration_type": "MIGRATE",
    ]
    func closed() -> Int {
      Logins(scene.context(.probe, values, milliseconds: 60_000), every: .seconds(300)).renew()
        .count
    }
    #expect(closed() == 0, "none is due at once")
    var found: [Int] = []
    for _ in 0..<6 {
      Clock.sleep(until: Clock.now + .seconds(60))
      found.append(closed())
    }
    #expect(found.last == 5)
    #expect(found == found.sorted())
    #expect(found.filter { (1..<5).contains($0) } != [], "they are tried one after the other")
    scene.driver.change { $0.peer = [.absent] }
    #expect(closed() == 5, "what was found counts")
    Clock.sleep(until: Clock.now + .seconds(301))
    #expect(closed() == 0)
  }

  @Test(arguments: [("OFF", true), ("LENIENT", true), ("STRICT", false)])
  func aLogInThatFailsBarsWhatNeedsIt(_ word: String, _ isReady: Bool) throws {
    let scene = try Scene(
      .init(states: [.absent], parts: Self.parts, peer: [.unknown("closed")]))
    let values = [
      "Migration_nodes": "n2:n2", "Start_guard": word,
      "Domain_definition": try scene.sandbox.write("web.xml", "web"),
    ]
    func said() -> Readiness? {
      ReadinessLook(scene.context(.probe, values, milliseconds: 60_000), every: .seconds(10)).run()
    }
    _ = said()
    Clock.sleep(until: Clock.now + .seconds(11))
    #expect(said() == (isReady ? .ready("no log-in to n2") : .lacking("no log-in to n2")))
  }

  @Test(arguments: [
    ("n2\t5\t1\nn3\t6\t0\n", ["n2": true, "n3": false]), ("", [:]), ("n2\t5\n", [:]),
    ("n2\tx\t1\n-n\t5\t1\nn3\t5\t2\n", [:]),
  ])
  func theRecordOfLogInsIsRead(_ text: String, _ known: [String: Bool]) {
    #expect(Logins.read(Array(text.utf8)).mapValues(\.hasFailed) == known)
  }

  // MARK: Asked by people

  /// Without a Pacemaker cluster the nodes are asked from here.
  @Test(arguments: [
    ([GuestState.absent], nil, "ready"), ([.absent], "it has no network lan", "not-ready"),
    ([.running], nil, "runs"), ([.unknown("x")], nil, "unknown"),
  ])
  func theOtherNodesAreAsked(_ there: [GuestState], _ lacking: String?, _ word: String) throws {
    var script = ScriptedDriver.Script(states: [.off(.shutdown)], parts: Self.parts, peer: there)
    script.lacking = lacking
    script.definition = Array("web".utf8)
    let scene = try Scene(script)
    var facts = GuestFacts(resource: "web-rs", group: "web-rg")
    facts.configuration = Scene.configuration(["Migration_nodes": "n2:n2"])
    facts.guest = Guest(name: "web")
    let places = GuestInquiry(
      scene.identity,
      source: ConfigurationSource(framework: Standalone(locations: scene.sandbox.locations)),
      locations: scene.sandbox.locations, driver: { _ in scene.driver }
    ).places(of: facts, within: .seconds(5))
    #expect(places.map(\.node) == [Environment.nodeName, "n2"])
    #expect(places.last?.word == word)
    #expect(places.first?.word == (lacking == nil ? "ready" : "not-ready"))
  }
}
