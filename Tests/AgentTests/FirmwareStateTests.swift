import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// NVRAM and TPM state that follow the guest between two nodes with a directory that both have.
@Suite struct FirmwareStateTests {
  private let shared: Sandbox
  private let nodes: [Scene]

  init() throws {
    shared = try Sandbox()
    nodes = try (0..<2).map { _ in
      let place = try Sandbox()
      return try Scene(
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

  private func state(_ node: Int, in directory: String? = nil) throws -> FirmwareState {
    let context = nodes[node].context(
      .start, ["State_directory": directory ?? shared.root + "/state"])
    return try #require(
      FirmwareState(
        context.guest, of: context.identity, context.configuration.values, context.driver,
        context.store.memory, context.log, node: "n\(node + 1)"))
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
  @Test func noStateIsTakenForNone() throws {
    guard Environment.isRoot else { return }
    let directory = shared.root + "/state"
    try write(0, "one")
    let missing = #expect(throws: Failure.self) { try state(0).bring(until: deadline) }
    #expect(missing?.code == .stateAway)
    try Files.makeDirectory(directory, mode: 0o700)
    try state(0).bring(until: deadline)
    try Files.remove(copy)
    let unmounted = #expect(throws: Failure.self) { try state(0).bring(until: deadline) }
    #expect(unmounted?.code == .stateAway)
    #expect(try text(0) == "one")
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
