import Frameworks
import Model
import Platform
import TestSupport
import Testing

@Suite(.ownThreads) struct TableStoreTests {
  private let sandbox: Sandbox
  private let store: TableStore
  private var soon: Instant { Clock.now + .seconds(60) }

  init() throws {
    sandbox = try Sandbox()
    store = TableStore(directory: sandbox.root + "/ccr/global")
  }

  @Test func eachChangeCountsTheGenerationOnAndNoChangeDoesNot() throws {
    #expect(try store.names() == [])
    try store.create("web", until: soon)
    #expect(try store.read("web").generation == 0)
    try store.update("web", until: soon) { table throws(Failure) in try table.set("a", "1") }
    try store.update("web", until: soon) { table throws(Failure) in try table.set("a", "1") }
    try store.update("web", until: soon) { table throws(Failure) in try table.set("a", "2") }
    let table = try store.read("web")
    #expect(table.generation == 2)
    #expect(table["a"] == "2")
    #expect(Files.information(store.path("web"))?.mode == 0o600)
    #expect(try store.names() == ["web"], "the lock is no table")
  }

  @Test func aChangeThatThrowsLeavesTheTable() throws {
    try store.create("web", until: soon)
    #expect(throws: Failure(.noKey, "x")) {
      try store.update("web", until: soon) { table throws(Failure) in
        try table.set("a", "1")
        throw Failure(.noKey, "x")
      }
    }
    #expect(try store.read("web") == ConfigurationTable())
  }

  @Test func tablesAreMadeOnceAndRemovedOnce() throws {
    try store.create("web", until: soon)
    #expect(
      #expect(throws: Failure.self) { try store.create("web", until: soon) }?.code
        == .tableExists)
    try store.remove("web", until: soon)
    #expect(
      #expect(throws: Failure.self) { try store.remove("web", until: soon) }?.code == .noTable)
    #expect(#expect(throws: Failure.self) { try store.read("web") }?.code == .noTable)
  }

  @Test(arguments: ["", ".", "..", "../x", "a/b", ".lock", "a b", "a\n", "-x"])
  func aNameThatIsNoneTouchesNothing(_ name: String) throws {
    #expect(
      #expect(throws: Failure.self) { try store.create(name, until: soon) }?.code
        == .illegalName)
    #expect(#expect(throws: Failure.self) { try store.read(name) }?.code == .illegalName)
    #expect(try Files.list(sandbox.root) == [])
  }

  @Test func aTableWithABadChecksumIsNotUsedAndNotChanged() throws {
    try store.create("web", until: soon)
    try store.update("web", until: soon) { table throws(Failure) in try table.set("a", "1") }
    let edited = try sandbox.text("ccr/global/web").replacing("a\t1", with: "a\t9")
    try sandbox.write("ccr/global/web", edited)
    #expect(#expect(throws: Failure.self) { try store.read("web") }?.code == .checksum)
    #expect(
      #expect(throws: Failure.self) {
        try store.update("web", until: soon) { table throws(Failure) in try table.set("b", "1") }
      }?.code == .checksum)
    #expect(try sandbox.text("ccr/global/web") == edited)
    let reading = try store.inspect("web")
    #expect(reading.table["a"] == "9")
    #expect(reading.problems.map(\.code) == [.checksum])
    // Accepting it writes it again, one generation later.
    #expect(try store.replace("web", with: reading.table, until: soon))
    #expect(try store.read("web")["a"] == "9")
    #expect(try store.read("web").generation == 2)
    #expect(try !store.replace("web", with: reading.table, until: soon), "nothing has changed")
  }

  @Test func aWriterThatHoldsTheLockForTooLongIsNamed() throws {
    try store.create("web", until: soon)
    let lock = try FileLock(store.directory + "/.lock", owner: "process 7, table web", until: soon)
    let failure = #expect(throws: Failure.self) {
      try store.update("web", until: Clock.now + .milliseconds(50)) { table throws(Failure) in
        try table.set("a", "1")
      }
    }
    #expect(failure?.code == .busy)
    #expect(failure?.cause.contains("process 7, table web") == true)
    #expect(try store.read("web") == ConfigurationTable(), "readers need no lock")
    _ = consume lock
  }

  @Test func generationsFromOtherHandsAreCountedOnOrRefused() throws {
    for (text, then) in [("-2", 0), ("41", 42)] {
      try sandbox.write(
        "ccr/global/old", "ccr_gennum \(text)\nccr_checksum D41D8CD98F00B204E9800998ECF8427E\n")
      try store.update("old", until: soon) { table throws(Failure) in try table.set("a", "1") }
      #expect(try store.read("old").generation == then)
    }
    try sandbox.write(
      "ccr/global/old",
      "ccr_gennum \(Int.max)\nccr_checksum D41D8CD98F00B204E9800998ECF8427E\n")
    #expect(throws: Failure.self) {
      try store.update("old", until: soon) { table throws(Failure) in try table.set("a", "1") }
    }
  }

  @Test(arguments: 0..<4)
  func aKillAtAnyInstantLeavesAWholeTableAndNoRubbish(_ round: Int) async throws {
    try store.create("web", until: soon)
    let big = String(repeating: "x", count: 100_000)
    try store.update("web", until: soon) { table throws(Failure) in try table.set("a", big) }
    await #expect(processExitsWith: .signal(SIGKILLNumber)) {
      [directory = store.directory as String, pause = "0.0\(3 + 2 * round)" as String] in
      let store = TableStore(directory: directory)
      let pid = Environment.processIdentifier
      _ = try Child(Command("/bin/sh", ["-c", "sleep \(pause); kill -9 \(pid)"]))
      for number in 0... {
        try store.update("web", until: Clock.now + .seconds(60)) { table throws(Failure) in
          try table.set("n", String(number))
        }
      }
    }
    let table = try store.read("web")
    #expect(table["a"] == big)
    #expect(table.generation == 1 + (table["n"].flatMap { Int($0) }.map { $0 + 1 } ?? 0))
    try store.update("web", until: soon) { table throws(Failure) in try table.set("z", "") }
    #expect(try Files.list(store.directory) == [".lock", "web"])
  }
}

/// The number of the signal that cannot be refused.
private let SIGKILLNumber: Int32 = 9
