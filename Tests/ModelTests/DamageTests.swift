import Model
import TestSupport
import Testing

/// Readers of the model get damaged input: they give a value or a failure, and a value that they give is a sound one.
@Suite struct DamageTests {
  private static let rounds = Dice.rounds(oneIn: 4)

  @Test func aDamagedTableIsReadOrRefused() throws {
    var dice = Dice(seed: 1)
    var table = ConfigurationTable()
    try table.set("Domain_name", "gr\u{fc}n web")
    try table.set("Connect_uri", "")
    try table.setFolded("definition", Array("<domain>\n  <name>web</name>\n</domain>\n".utf8))
    let whole = table.serialized()
    var refused = 0
    for _ in 0..<Self.rounds {
      let damaged = dice.mutate(whole)
      let (lenient, warnings) = ConfigurationTable.readLeniently(damaged, name: "t")
      #expect(warnings.count <= 101)
      do throws(Failure) {
        let strict = try ConfigurationTable(parsing: damaged, name: "t")
        #expect(warnings == [] && lenient == strict)
      } catch {
        refused += 1
        #expect(warnings.first == error)
      }
      // What was read of the ruins is a table that can be written and read again.
      #expect(try ConfigurationTable(parsing: lenient.serialized(), name: "t") == lenient)
    }
    // The digits of the generation and their case in the checksum are all that can change unnoticed.
    #expect(refused > Self.rounds * 8 / 10)
  }

  @Test func aDamagedFoldIsReadOrRefused() throws {
    var dice = Dice(seed: 2)
    let whole = Array("\\s<a>\\n\\\\x\\x41\\t\\r".utf8)
    var refused = 0
    for _ in 0..<Self.rounds {
      var table = ConfigurationTable()
      try table.set("d.lines", "1")
      guard let line = String(validating: dice.mutate(whole), as: UTF8.self),
        (try? table.set("d.000001", line)) != nil
      else { continue }
      do throws(Failure) {
        let bytes = try table.folded("d") ?? []
        var again = ConfigurationTable()
        try again.setFolded("d", bytes)
        #expect(try again.folded("d") == bytes)
      } catch {
        refused += 1
        #expect(error.code == .malformed)
      }
    }
    #expect(refused > 0)
  }

  @Test func aDamagedParameterFileIsReadWithItsProblems() {
    var dice = Dice(seed: 3)
    let whole = Array("# c\nA=b\nC='d e' # f\n\nG=\"h\\\"i\"\nJ=\n".utf8)
    var clean = 0
    for _ in 0..<Self.rounds {
      let damaged = dice.mutate(whole)
      var problems: [Failure] = []
      let found = ParameterFile.parse(damaged, name: "f", problems: &problems)
      let lines = damaged.split(separator: 0x0A, omittingEmptySubsequences: false).count
      #expect(found.count + problems.count <= lines + 2)
      #expect(problems.allSatisfy { $0.code == .malformed && $0.subject.hasPrefix("f:") })
      #expect(found.allSatisfy { $0.name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil })
      clean += problems.isEmpty ? 1 : 0
    }
    #expect((1..<Self.rounds).contains(clean))
  }

  /// What nodes tell each other of a guest.
  enum Told: String, CaseIterable, Sendable {
    case disks, particulars, departure, copy

    /// One of them, as text.
    var whole: String {
      switch self {
      case .disks:
        DisksInUse(
          "web", on: "n1",
          [
            .init(
              GuestDisk(
                "vda", DiskLayer(.file, "/a\u{301} b:c", "qcow2"),
                below: [DiskLayer(.block, "/dev/x", "raw")]), left: ["/d\te", "/f"]),
            .init(GuestDisk("vdb", DiskLayer(.other, "nbd:web@/run/web.sock"))),
          ]
        ).text
      case .particulars:
        Particulars(
          uuid: "u-1", machine: Particulars.Machine(alias: "q35", name: "pc-q35-7.2"),
          devices: [
            Particulars.Device(
              "interface", "bridge <source bridge=\"br\t0\"/>", mac: "52:54:0:1:2:3"),
            Particulars.Device("disk", "vda", address: "type=\"pci\" slot=\"0x04\""),
          ]
        ).text
      case .departure: Departure(from: "n1", uuid: "u-1", since: 1_000, to: "n2").text
      case .copy: NewestCopy(17, in: "/shared/a b", isLost: true).text
      }
    }

    /// Whether what a text says is written and read again as the same; nil where it says nothing.
    func isKept(_ text: String) -> Bool? {
      switch self {
      case .disks: DisksInUse(text).map { DisksInUse($0.text) == $0 }
      case .particulars: Particulars(text).map { Particulars($0.text) == $0 }
      case .departure: Departure(parsing: Departure(parsing: text).text) == Departure(parsing: text)
      case .copy: NewestCopy(text).map { NewestCopy($0.text) == $0 }
      }
    }
  }

  @Test(arguments: Told.allCases) func whatIsToldDamagedIsReadOrTellsNothing(_ told: Told) throws {
    var dice = Dice(seed: 5)
    let whole = told.whole
    #expect(told.isKept(whole) == true)
    let written = Array(try SharedFact.disks.written(whole).utf8)
    var read = 0
    for _ in 0..<Self.rounds {
      let text = SharedFact.read(String(decoding: dice.mutate(written), as: UTF8.self))
      let isKept = told.isKept(text)
      if isKept == false { Issue.record("\(told): \(text.debugDescription)") }
      read += isKept == nil ? 0 : 1
      guard !text.isEmpty, let again = try? SharedFact.disks.written(text) else { continue }
      #expect(SharedFact.read(again) == text)
    }
    #expect(read > 0)
  }

  /// Nothing but the number of a copy can change unnoticed; one that is made up with the right sum is read as it is written.
  @Test func aDamagedCopyOfStateIsReadOrRefused() throws {
    var dice = Dice(seed: 6)
    let copy = StateCopy(
      generation: 7, node: "n1", time: 1_700_000_000,
      parts: [
        .nvram: StateCopy.Part(Array("boot entry\n".utf8), owner: 103, group: 107, mode: 0o600),
        .tpm: StateCopy.Part([0, 1, 2, 255], owner: 0, group: 0, mode: 0o640),
      ])
    let whole = try copy.serialized()
    let note = try StateNote(of: copy, in: "/shared/a b").table().serialized()
    var refused = 0
    for _ in 0..<Self.rounds {
      let damaged = dice.mutate(whole)
      do throws(Failure) {
        let read = try StateCopy(parsing: damaged, name: "t")
        #expect(read.parts == copy.parts && read.node == copy.node && read.time == copy.time)
        #expect(read.generation > 0 && read.generation < 1 << 41)
      } catch {
        refused += 1
        #expect(error.code == .damagedState)
      }
      let madeUp = ConfigurationTable.readLeniently(damaged, name: "t").table.serialized()
      if let read = try? StateCopy(parsing: madeUp, name: "t") {
        #expect(try StateCopy(parsing: read.serialized(), name: "t") == read)
      }
      let table = ConfigurationTable.readLeniently(dice.mutate(note), name: "t").table
      let noted = StateNote(table)
      #expect(noted.generation >= 0 && noted.generation < 1 << 41)
      #expect(try StateNote(noted.table()) == noted)
    }
    #expect(refused > Self.rounds * 8 / 10)
  }

  @Test func wordsThatAreQuotedAgainAreTheSameWords() throws {
    var dice = Dice(seed: 4)
    let whole = Array("/bin/check -a 'b c' \"d\\\"e\" f\\ g '' \u{1F427}".utf8)
    var split = 0
    for _ in 0..<Self.rounds {
      let line = String(decoding: dice.mutate(whole), as: UTF8.self)
      guard let words = try? Words.split(line) else { continue }
      split += 1
      let quoted = words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }
      #expect(try Words.split(quoted.joined(separator: " ")) == words)
    }
    #expect((1..<Self.rounds).contains(split))
  }
}
