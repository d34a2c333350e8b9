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
