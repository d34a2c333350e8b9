import Frameworks
import Hypervisors
import Model
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// NVRAM and TPM state that follow the guest between two nodes with a directory that both have.
@Suite struct FirmwareStateTests {
  private let shared: Sandbox
  private let nodes: [Scene]
  /// Where the files of each node are; kept, as what is in them goes with them.
  private let places: [Sandbox]
  private let cluster = Cluster()

  init() throws {
    shared = try Sandbox()
    places = try (0..<2).map { _ in try Sandbox() }
    nodes = try places.map { place in
      try Scene(
        .init(stateFiles: [
          StateFile(.nvram, place.root + "/nvram/web_VARS.fd"),
          StateFile(.tpm, place.root + "/swtpm/u-1/tpm2/tpm2-00.permall"),
        ]))
    }
  }

  private func file(_ node: Int, _ kind: StateKind) throws -> StateFile {
    try #require(
      nodes[node].driver.stateFiles(of: Guest(name: "web"), until: Clock.now)
        .first { $0.kind == kind })
  }

  private func write(_ node: Int, _ text: String, _ kind: StateKind = .nvram) throws {
    try file(node, kind).write(
      StateCopy.Part(Array(text.utf8), owner: 0, group: 0, mode: 0o640))
  }

  private func text(_ node: Int, _ kind: StateKind = .nvram) throws -> String? {
    try file(node, kind).read().map { String(decoding: $0.content, as: UTF8.self) }
  }

  /// - Parameter isAlone: whether no cluster keeps what every node has to know.
  private func state(_ node: Int, in directory: String? = nil, isAlone: Bool = false) throws
    -> FirmwareState
  {
    let context = nodes[node].context(
      .start, ["State_directory": directory ?? shared.root + "/state"])
    return try #require(
      FirmwareState(
        context.guest, of: context.identity, context.configuration.values, context.driver,
        context.store.memory, isAlone ? context.framework : cluster, context.log,
        node: "n\(node + 1)"))
  }

  private func refusal(_ node: Int, in directory: String? = nil, isAlone: Bool = false) throws
    -> Failure?
  {
    let state = try state(node, in: directory, isAlone: isAlone)
    do throws(Failure) {
      try state.bring(until: deadline)
      return nil
    } catch { return error }
  }

  private var deadline: Instant { Clock.now + .seconds(60) }
  private var copy: String { shared.root + "/state/web-rs.state" }

  private func kept() throws -> StateCopy {
    try StateCopy(parsing: try Files.read(copy), name: copy)
  }

  @Test func theStateFollowsTheGuestAndBack() throws {
    guard Environment.isRoot else { return }
    try Files.makeDirectory(shared.root + "/state", mode: 0o700)
    try write(0, "boot entry 1")
    try write(0, "endorsement key", .tpm)
    try state(0).bring(until: deadline)
    #expect(try kept().node == "n1")
    #expect(Files.information(copy)?.mode == 0o600)

    // Nothing is written where nothing has changed.
    let before = Files.information(copy)
    try state(0).keep(until: deadline)
    #expect(Files.information(copy)?.number == before?.number)
    try write(0, "boot entry 2")
    try state(0).keep(until: deadline)
    #expect(try kept().generation == 2)

    // The other node has none yet, and then an older one.
    try state(1).bring(until: deadline)
    #expect(try text(1) == "boot entry 2")
    #expect(try text(1, .tpm) == "endorsement key")
    #expect(Files.information(try file(1, .tpm).path)?.mode == 0o640)
    try write(1, "boot entry 3")
    try state(1).keep(until: deadline)
    // A node that does not know yet that the guest is gone does not write over it.
    try write(0, "written after the power cut")
    try state(0).keep(until: deadline)
    #expect(try kept().node == "n2")
    #expect(try kept().generation == 4)

    try write(0, "boot entry 2")
    try state(0).bring(until: deadline)
    #expect(try text(0) == "boot entry 3")
    let aside = nodes[0].sandbox.locations.replaced + "/web-rs.nvram"
    #expect(try Files.read(aside) == Array("boot entry 2".utf8))
    #expect(Files.information(aside)?.mode == 0o600)
    #expect(try kept().node == "n1")
  }

  /// A live move brings it along; whose guest it is has to be said.
  @Test func aGuestThatArrivesIsTaken() throws {
    guard Environment.isRoot else { return }
    try Files.makeDirectory(shared.root + "/state", mode: 0o700)
    try write(0, "one")
    try state(0).bring(until: deadline)
    try write(1, "two")
    try state(1).keep(taking: true, until: deadline)
    #expect(try kept().node == "n2")
    try state(0).bring(until: deadline)
    #expect(try text(0) == "two")
  }

  /// Storage that is not there must not pass for a guest that has never run.
  @Test(arguments: [true, false]) func noStateIsTakenForNone(isAlone: Bool) throws {
    guard Environment.isRoot else { return }
    let directory = shared.root + "/state"
    try write(0, "one")
    #expect(try refusal(0, isAlone: isAlone)?.code == .stateAway)
    try Files.makeDirectory(directory, mode: 0o700)
    #expect(try refusal(0, isAlone: isAlone) == nil)
    try Files.remove(copy)
    #expect(try refusal(0, isAlone: isAlone)?.code == .stateAway)
    #expect(try text(0) == "one")
  }

  /// Nor on a node that has never had the guest: the cluster knows that there is a copy.
  @Test func everyNodeMissesTheNewestCopy() throws {
    guard Environment.isRoot else { return }
    let directory = shared.root + "/state"
    try Files.makeDirectory(directory, mode: 0o700)
    try write(0, "one")
    try state(0).bring(until: deadline)
    let first = try Files.read(copy)
    try write(0, "two")
    try state(0).keep(until: deadline)
    #expect(cluster.newest == NewestCopy(2, in: directory))

    try Files.remove(copy)
    let unmounted = try refusal(1)
    #expect(unmounted?.code == .stateAway)
    #expect(unmounted?.cause == "it holds no copy, and copy 2 was made")
    try Files.replace(copy, with: first)
    #expect(try refusal(1)?.cause == "it holds copy 1, and copy 2 was made")
    #expect(try state(1).obstacle(until: deadline)?.code == .stateAway)
    #expect(try text(1) == nil)
    // Nor is anything copied into a directory that lacks it.
    try write(1, "other")
    #expect(throws: Failure.self) { try state(1).keep(taking: true, until: deadline) }
    #expect(try Files.read(copy) == first)

    // Lost for good: the older one counts where there is none, and no number comes again.
    #expect(try state(1).forget(until: deadline) == 2)
    #expect(try state(1).forget(until: deadline) == nil)
    try Files.remove(try file(1, .nvram).path)
    #expect(try refusal(1) == nil)
    #expect(try state(1).obstacle(until: deadline) == nil)
    #expect(try text(1) == "one")
    #expect(cluster.newest == NewestCopy(3, in: directory))
    // Another node has run the guest since: what the first one had is put aside.
    #expect(try refusal(0) == nil)
    #expect(try text(0) == "one")
  }

  /// A copy that is lost is not missed, nor is one that was damaged; what the node has counts.
  @Test func whatIsLostIsNotMissed() throws {
    guard Environment.isRoot else { return }
    try Files.makeDirectory(shared.root + "/state", mode: 0o700)
    #expect(try state(0).forget(until: deadline) == nil)
    try write(0, "one")
    try state(0).bring(until: deadline)
    var bytes = try Files.read(copy)
    bytes[bytes.count - 3] ^= 1
    try Files.replace(copy, with: bytes)
    #expect(try refusal(0)?.code == .damagedState)
    #expect(try state(0).forget(until: deadline) == 1)
    #expect(try refusal(0) == nil)
    #expect(try kept().generation == 2)
    try Files.remove(copy)
    #expect(try refusal(1)?.code == .stateAway)
    #expect(try state(1).forget(until: deadline) == 2)
    #expect(try refusal(1) == nil)
    // There is nothing to be copied yet.
    #expect(Files.information(copy) == nil)
    try write(1, "two")
    try state(1).keep(until: deadline)
    #expect(try kept().generation == 3)
    #expect(cluster.newest?.isLost == false)
  }

  /// Where an older copy is all that is left, and this node has just that, the next one has a number that no node has seen.
  @Test func noNumberComesAgain() throws {
    guard Environment.isRoot else { return }
    try Files.makeDirectory(shared.root + "/state", mode: 0o700)
    try write(0, "one")
    try state(0).bring(until: deadline)
    let first = try Files.read(copy)
    try write(0, "two")
    try state(0).keep(until: deadline)
    try Files.replace(copy, with: first)
    try write(0, "one")
    #expect(try state(0).forget(until: deadline) == 2)
    #expect(try refusal(0) == nil)
    #expect(try kept().generation == 3)
    #expect(cluster.newest?.number == 3)
  }

  /// Another directory is one of no copies, on a node that held some, too.
  @Test func copiesOfAnotherDirectoryAreNotMissed() throws {
    guard Environment.isRoot else { return }
    for name in ["/state", "/other"] { try Files.makeDirectory(shared.root + name, mode: 0o700) }
    try write(0, "one")
    try state(0).bring(until: deadline)
    let other = shared.root + "/other"
    #expect(try refusal(0, in: other) == nil)
    #expect(cluster.newest == NewestCopy(2, in: other))
    #expect(try refusal(1, in: other) == nil)
    #expect(try text(1) == "one")
    // The way back is the same.
    try Files.remove(copy)
    #expect(try refusal(0) == nil)
  }

  /// A cluster that does not answer keeps nothing from being copied, and boots nothing of which it is not known whether it is old.
  @Test func aSilentClusterFailsNoCopy() throws {
    guard Environment.isRoot else { return }
    try Files.makeDirectory(shared.root + "/state", mode: 0o700)
    try write(0, "one")
    cluster.isSilent = true
    #expect(try refusal(0)?.code == .clusterSilent)
    #expect(throws: Failure.self) { try state(0).keep(until: deadline) }
    #expect(Files.information(copy) == nil)
    cluster.isSilent = false
    try state(0).bring(until: deadline)
    try write(0, "two")
    cluster.isSilent = true
    // It is copied, and who copies it hears that it has to be said again.
    let untold = #expect(throws: Failure.self) { try state(0).keep(until: deadline) }
    #expect(untold?.code == .clusterSilent)
    #expect(try kept().generation == 2)
    cluster.isSilent = false
    #expect(cluster.newest?.number == 1)
    try state(0).keep(until: deadline)
    #expect(cluster.newest?.number == 2)
  }

  /// What was damaged is not put in place; a guest that runs replaces it.
  @Test func aDamagedCopyIsNotUsed() throws {
    guard Environment.isRoot else { return }
    try Files.makeDirectory(shared.root + "/state", mode: 0o700)
    try write(0, "one")
    try state(0).bring(until: deadline)
    var bytes = try Files.read(copy)
    bytes[bytes.count - 3] ^= 1
    try Files.replace(copy, with: bytes)
    let failure = #expect(throws: Failure.self) { try state(1).bring(until: deadline) }
    #expect(failure?.code == .damagedState)
    #expect(try text(1) == nil)
    try state(0).keep(until: deadline)
    #expect(try kept().generation == 2)
  }

  /// Copies are read as they were written, whatever is in them; any byte that changes is noticed.
  @Test func aCopyIsReadAsItWasWritten() throws {
    let content = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    let copy = StateCopy(
      generation: 7, node: "n1", time: 1_700_000_000,
      parts: [.nvram: StateCopy.Part(content, owner: 103, group: 107, mode: 0o600)])
    let bytes = try copy.serialized()
    #expect(try StateCopy(parsing: bytes, name: "copy") == copy)
    // A number that nothing can follow is none.
    var last = bytes
    last.replaceSubrange(0..<"ccr_gennum\t7".utf8.count, with: "ccr_gennum\t\(Int.max)".utf8)
    #expect((try? StateCopy(parsing: last, name: "copy")) == nil)
    for place in stride(from: 0, to: bytes.count, by: 97) {
      var damaged = bytes
      damaged[place] ^= 4
      let read = try? StateCopy(parsing: damaged, name: "copy")
      // The number itself stands before the sum that tells of damage.
      #expect(read == nil || read?.parts == copy.parts)
    }
    for length in stride(from: 0, to: bytes.count, by: 211) {
      #expect((try? StateCopy(parsing: Array(bytes[..<length]), name: "copy")) == nil)
    }
  }
}

/// A cluster that keeps what every node has to know.
///
/// A class, because what one node has told another one finds.
private final class Cluster: ClusterFramework {
  let name = "a cluster"
  private let facts = Mutex<[SharedFact: String]>([:])
  private let silence = Mutex(false)

  var isSilent: Bool {
    get { silence.withLock { $0 } }
    set { silence.withLock { $0 = newValue } }
  }

  var newest: NewestCopy? { facts.withLock { $0[.copy] }.flatMap { NewestCopy($0) } }

  func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? { nil }

  func shared(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [SharedFact: String]?
  {
    if isSilent { throw Failure(.clusterSilent, name) }
    return facts.withLock { $0 }
  }

  func share(
    _ fact: SharedFact, as value: String?, of identity: ResourceIdentity, until deadline: Instant
  ) throws(Failure) -> Bool {
    if isSilent { throw Failure(.clusterSilent, name) }
    facts.withLock { $0[fact] = value }
    return true
  }
}
