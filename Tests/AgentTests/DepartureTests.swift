import Frameworks
import Hypervisors
import Model
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// A guest that has left by a move which nobody of ours ordered binds every node until it is found, has ended by proof, or an operator
/// says that it runs nowhere.
@Suite(.virtualTime) struct DepartureTests {
  /// A cluster that knows where its resources run, and what every node knows.
  ///
  /// A class, because what one node has told another one finds.
  private final class Cluster: ClusterFramework {
    let name = "a cluster"
    let knowsPlacement = true
    private let facts = Mutex<[SharedFact: String]>([:])
    private let watched: [String]
    private let isSilent: Bool
    private let fenced: [String]

    init(watched: [String] = [], isSilent: Bool = false, fenced: [String] = []) {
      (self.watched, self.isSilent, self.fenced) = (watched, isSilent, fenced)
    }

    func hasFenced(_ node: String, since time: Int64, until deadline: Instant) -> Bool {
      time == 1_000 && fenced.contains(node)
    }

    var departure: Departure? {
      get { facts.withLock { $0[.departure].map(Departure.init(parsing:)) } }
      set { facts.withLock { $0[.departure] = newValue?.text } }
    }

    func value(
      of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
    ) -> String? { nil }

    func shared(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
      -> [SharedFact: String]?
    {
      if isSilent { throw Failure(.clusterSilent, "cibadmin") }
      return facts.withLock { $0 }
    }

    func share(
      _ fact: SharedFact, as value: String?, of identity: ResourceIdentity, until deadline: Instant
    ) throws(Failure) -> Bool {
      facts.withLock { $0[fact] = value }
      return true
    }

    func neighbours(of identity: ResourceIdentity, until deadline: Instant) -> [String] { watched }
    func everyNode(of identity: ResourceIdentity, until deadline: Instant) -> [String] {
      ["n2", "n3"]
    }
    func watches(_ node: String, for identity: ResourceIdentity, until deadline: Instant) -> Bool {
      watched.contains(node)
    }
  }

  private static let gone = Departure(from: "n1", uuid: "u-1", since: 1_000)

  private static func start(_ scene: Scene, _ cluster: Cluster) -> Failure? {
    do throws(Failure) {
      try StartGuest(scene.context(.start, framework: cluster)).run { _, _ in }
      return nil
    } catch { return error }
  }

  private static func scene(_ peer: [GuestState]) throws -> Scene {
    try scene([.off(.shutdown)], peer)
  }

  private static func scene(_ states: [GuestState], _ peer: [GuestState]) throws -> Scene {
    try Scene(.init(states: states, below: .absent, after: ["start": [.running]], peer: peer))
  }

  /// Where it was seen last, whether the cluster is at work there, what every other node has, and what comes of a start on a node that
  /// has no record of it.
  @Test(
    arguments: [
      (nil, false, GuestState.absent, Failure.Code.departed), (nil, true, .absent, .departed),
      // Off on a node that had it last week proves nothing of where it is now.
      (nil, true, .off(.shutdown), .departed), (nil, false, .running, .runsElsewhere),
      (nil, false, .paused(.byOperator), .runsElsewhere), (nil, false, .unknown("away"), .departed),
      ("n3", false, .running, .runsElsewhere), ("n3", false, .unknown("away"), .departed),
      ("n3", false, .off(.shutdown), nil), ("n3", false, .off(.crashed), nil),
      ("n3", false, .off(.unknown), nil), ("n3", true, .off(.migrated), .departed),
      // A host that nobody watches may have passed it on.
      ("n3", false, .absent, .departed), ("n3", true, .absent, nil),
      ("n9", false, .unknown("away"), .departed),
    ] as [(String?, Bool, GuestState, Failure.Code?)])
  func aStartAfterADeparture(
    _ to: String?, _ isWatched: Bool, _ there: GuestState, _ code: Failure.Code?
  ) throws {
    let scene = try Self.scene([there])
    let cluster = Cluster(watched: isWatched ? ["n2", "n3"] : [])
    cluster.departure = Self.gone
    cluster.departure?.to = to
    #expect(Self.start(scene, cluster)?.code == code)
    #expect(scene.driver.calls.contains("start") == (code == nil))
    #expect((cluster.departure == nil) == (code == nil))
    if code == .runsElsewhere { #expect(cluster.departure?.to == to ?? "n2") }
    // The cluster is to try again, there or elsewhere.
    if let code { #expect(OCFStatus(Failure(code)) == .failed) }
  }

  /// A node that was fenced since the guest went there has none; that one was fenced which is not known to have had it proves nothing.
  @Test(
    arguments: [
      ("n3", GuestState.unknown("away"), nil), ("n2", .unknown("away"), Failure.Code.departed),
      (nil, .unknown("away"), .departed), ("n3", .off(.migrated), .departed),
    ] as [(String?, GuestState, Failure.Code?)])
  func aNodeThatWasFencedHasNoGuest(_ to: String?, _ there: GuestState, _ code: Failure.Code?)
    throws
  {
    let scene = try Self.scene([there])
    let cluster = Cluster(fenced: ["n3"])
    cluster.departure = Self.gone
    cluster.departure?.to = to
    #expect(Self.start(scene, cluster)?.code == code)
  }

  /// An ordinary start asks no node, and leaves nothing to be known.
  @Test func withoutADepartureNobodyIsAsked() throws {
    let scene = try Self.scene([.running])
    let cluster = Cluster(watched: ["n2", "n3"])
    #expect(Self.start(scene, cluster) == nil)
    #expect(cluster.departure == nil)
  }

  @Test func aGuestThatIsFoundRunningHereEndsIt() throws {
    let scene = try Self.scene([.running], [.absent])
    let cluster = Cluster()
    cluster.departure = Self.gone
    #expect(Self.start(scene, cluster) == nil)
    #expect(cluster.departure == nil)
    #expect(!scene.driver.calls.contains("start"))
  }

  /// A start that comes before the guard has every node know of it, before it looks.
  @Test func aStartThatFindsItGoneSaysSo() throws {
    let scene = try Self.scene([.off(.migrated)], [.absent])
    try scene.record(.running)
    let cluster = Cluster(watched: ["n2"])
    #expect(Self.start(scene, cluster)?.code == .departed)
    #expect(cluster.departure?.uuid == "u-1")
    #expect(try scene.store.load()?.phase == .departed)
  }

  /// A stop and a monitor that find it gone do the same; what is off for another reason is no departure.
  @Test(arguments: [(GuestState.off(.migrated), true), (.off(.shutdown), false)])
  func aStopAndAMonitorThatFindItGoneSaySo(_ state: GuestState, _ isGone: Bool) throws {
    for method in [Method.stop, .probe] {
      let scene = try Self.scene([state], [.absent])
      try scene.record(.running)
      let cluster = Cluster()
      let context = scene.context(method, framework: cluster)
      if method == .stop {
        try StopGuest(context).run()
      } else {
        _ = MonitorGuest(context).recur { _, _ in }
      }
      #expect((cluster.departure != nil) == isGone, "\(method)")
    }
  }

  /// A monitor that finds it where it was not started takes charge of it.
  @Test func aMonitorThatFindsItEndsIt() throws {
    let scene = try Self.scene([.running], [.absent])
    let cluster = Cluster()
    cluster.departure = Self.gone
    _ = MonitorGuest(scene.context(.probe, framework: cluster)).recur { _, _ in }
    #expect(cluster.departure == nil)
  }

  /// That the cluster gives no answer is not that nothing is known.
  @Test func aClusterThatIsSilentHasNoGuestBooted() throws {
    let scene = try Self.scene([.absent])
    #expect(Self.start(scene, Cluster(isSilent: true))?.code == .notUpInTime)
    #expect(!scene.driver.calls.contains("start"))
  }

  /// A clear is the operator's word, and ends it for every node.
  @Test func aClearEndsIt() throws {
    let scene = try Self.scene([.absent])
    let cluster = Cluster()
    cluster.departure = Self.gone
    let hand = MoveByHand(scene.context(.stop, framework: cluster))
    #expect(try hand.clear())
    #expect(cluster.departure == nil)
    #expect(try !hand.clear())
    #expect(Self.start(scene, cluster) == nil)
  }

  @Test(arguments: [
    (
      "from=n1 uuid=u-1 since=1000 to=n3", Departure(from: "n1", uuid: "u-1", since: 1000, to: "n3")
    ),
    ("from=n1 uuid=u-1 since=1000", gone), ("", Departure(from: "", since: 0)),
    ("x", Departure(from: "", since: 0)),
    ("from=-n since=-1 to=a/b", Departure(from: "", since: 0)),
    ("since=99999999999999999999", Departure(from: "", since: 0)),
  ])
  func whatIsKeptIsRead(_ text: String, _ departure: Departure) {
    #expect(Departure(parsing: text) == departure)
    #expect(Departure(parsing: departure.text) == departure)
  }
}
