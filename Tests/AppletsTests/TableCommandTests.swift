import Model
import Platform
import TestSupport
import Testing

@testable import Applets

@Suite(.ownThreads) struct TableCommandTests {
  private let sandbox: Sandbox
  private let directory = "etc/ha-xvm/ccr/global"

  init() throws { sandbox = try Sandbox() }

  @discardableResult
  private func ccr(_ words: String...) throws -> Completion { try sandbox.run("xvm_ccr", words) }

  private func table(_ name: String = "web") throws -> ConfigurationTable {
    let path = "\(directory)/\(name)"
    return try ConfigurationTable(parsing: Array(sandbox.text(path).utf8), name: path)
  }

  @Test func aTableLivesByTheShippedSubcommands() throws {
    try expectSuccess(ccr("addtab", "web"))
    try expectSuccess(ccr("addkey", "-v", "1", "-k", "a", "web"))
    try expectSuccess(ccr("addkey", "-k", "b", "-v", "", "web"))
    try expectSuccess(ccr("changekey", "-v", "2", "-k", "a", "web"))
    #expect(try ccr("showkey", "-k", "a", "web").text == "2\n")
    #expect(try ccr("showkey", "-k", "b", "web").text == "\n")
    try expectSuccess(ccr("delkey", "-k", "b", "web"))
    #expect(try table().generation == 4)
    let shown = try ccr("show", "web").text
    #expect(try shown == sandbox.text("\(directory)/web"))
    #expect(try ccr("show").text == "web\tsound\tgeneration 4\t1 keys\n")
    try expectSuccess(ccr("verify", "web"))
    try expectSuccess(ccr("remtab", "web"))
    #expect(try ccr("show").text == "")
  }

  @Test func theDraftsFormsAreTaken() throws {
    try ccr("addtab", "web")
    let file = try sandbox.write("value", "from a file\n")
    try expectSuccess(ccr("addkey", "-s", "1", "-k", "a", "web"))
    try expectSuccess(ccr("changekey", "-f", file, "-k", "a", "web"))
    #expect(try table()["a"] == "from a file")
    try expectSuccess(ccr("delkey", "a", "web"))
    #expect(try table().entries == [])
  }

  @Test(arguments: [
    "", " ", "-v", "--", "-x y", "a b  c", " ends ", "tab\there", "'", "\"", "\\", "$HOME", "`id`",
    "$(id)",
    "a;b|c&d<e>f(g)h{i}j[k]l*m?n~o#p!q%r^s=t", "gr\u{fc}n \u{1F427}", "ccr_gennum\t7", "\\n",
    String(repeating: "x", count: 100_000),
  ])
  func anyLineIsAValue(_ value: String) throws {
    try ccr("addtab", "web")
    try expectSuccess(ccr("addkey", "-v", value, "-k", "a", "web"))
    try expectSuccess(ccr("addkey", "-k", "last", "-v", "end", "web"))
    #expect(try ccr("showkey", "-k", "a", "web").text == value + "\n")
    #expect(try table()["last"] == "end")
  }

  /// Every byte, by every key.
  @Test(arguments: [
    "abc", "abc\n", "", "\n", "\n\n", " a ", " a \n", "\ta\t\n", "a\tb", "\\n\n", "a\\", "\\x41\n",
    "\0", "a\0b\n",
    "\r", "a\r\n", "\r\n", "\u{FEFF}a\n", "\u{85}\u{2028}\n", "e\u{301}\n", "\u{FFFD}\n",
    "\u{7F}\u{1B}\n", " ", "  \n",
  ])
  func aFileComesBackByteForByte(_ text: String) throws {
    try ccr("addtab", "web")
    let values = [Array(text.utf8), Array(text.utf8) + [0xFF], [0xC3] + Array(text.utf8)]
    for (number, bytes) in values.enumerated() {
      let path = "\(sandbox.root)/value\(number)"
      try Files.replace(path, with: bytes)
      for key in ["definition", "key"] {
        let verb = number == 0 ? "addkey" : "changekey"
        try expectSuccess(ccr(verb, "-f", path, "-k", key, "web"))
        #expect(try ccr("showkey", "-k", key, "web").output == bytes, "\(key)")
      }
    }
  }

  /// A value on the command line is a line; of a property the line's end in a file is no part.
  @Test(arguments: [
    "", " ", " a ", "\t", "a\tb", "\\n", "'\"`$x", "-x", "e\u{301}", "\u{1B}[0m", "#", "=a",
  ])
  func aValueComesBackInALine(_ text: String) throws {
    try ccr("addtab", "web")
    try expectSuccess(ccr("addkey", "-v", text, "-k", "key", "web"))
    #expect(try ccr("showkey", "-k", "key", "web").output == Array((text + "\n").utf8))
    let file = try sandbox.write("seconds", "600")
    try expectSuccess(ccr("addkey", "-f", file, "-k", "Stop_timeout", "web"))
    #expect(try table()["Stop_timeout"] == "600")
  }

  /// A definition in one line is one too, by either way.
  @Test func aDefinitionInOneLineIsFound() throws {
    let text = "<domain type='rehearsal'><name>web</name></domain>"
    let file = try sandbox.write("web.xml", text)
    for words in [["-f", file], ["-v", text]] {
      try ccr("addtab", "web")
      try expectSuccess(
        sandbox.run("xvm_ccr", ["addkey"] + words + ["-k", "definition", "web"]))
      #expect(try table().definition() == Array(text.utf8))
      try expectSuccess(ccr("remtab", "web"))
    }
  }

  @Test func severalLinesComeBackByteForByte() throws {
    try ccr("addtab", "web")
    for (number, text) in ["<d>\n  <n>web</n>\n</d>\n", "two\r\nlines", "\n\n", "nul\0\n"]
      .enumerated()
    {
      let file = try sandbox.write("value\(number)", text)
      let verb = number == 0 ? "addkey" : "changekey"
      try expectSuccess(ccr(verb, "-f", file, "-k", "definition", "web"))
      #expect(try ccr("showkey", "-k", "definition", "web").output == Array(text.utf8))
    }
    try expectSuccess(ccr("changekey", "-v", "one", "-k", "definition", "web"))
    #expect(try table().entries.map(\.key) == ["definition"])
    try expectSuccess(ccr("delkey", "-k", "definition", "web"))
    #expect(try table().entries == [])
  }

  @Test(arguments: [
    (["showkey", "-k", "a", "none"], 100_501), (["remtab", "none"], 100_501),
    (["addtab", "web"], 100_502), (["changekey", "-v", "1", "-k", "none", "web"], 100_503),
    (["delkey", "none", "web"], 100_503), (["showkey", "-k", "none", "web"], 100_503),
    (["addkey", "-v", "1", "-k", "there", "web"], 100_504),
    (["addkey", "-v", "a\nb", "-k", "x", "web"], 100_302),
    (["addkey", "-v", "1", "-k", "a b", "web"], 100_302),
    (["addkey", "-v", "1", "-k", "ccr_gennum", "web"], 100_302),
    (["addkey", "-f", "/none/file", "-k", "x", "web"], 100_201),
    (["replace", "-i", "/none/file", "web"], 100_201),
    (["replace", "-i", "/dev/zero", "web"], 100_201),
    (["replace", "-i", "/dev/null", "none"], 100_501),
  ])
  func whatCannotBeDoneIsSaidAndChangesNothing(_ words: [String], _ number: Int) throws {
    try ccr("addtab", "web")
    try ccr("addkey", "-k", "there", "-v", "1", "web")
    let before = try sandbox.text("\(directory)/web")
    let result = try sandbox.run("xvm_ccr", words)
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[\(number)]"), "\(result.errorText)")
    #expect(try sandbox.text("\(directory)/web") == before)
    #expect(try Files.list("\(sandbox.root)/\(directory)") == [".lock", "web"])
  }

  @Test(arguments: [
    [], ["-o"], ["-i", "x"], ["-i", "x", "-o", "y"], ["shw"], ["addkey", "-k", "a", "web"],
    ["addkey", "-k", "a", "-v", "1", "-s", "2", "web"], ["addkey", "-v", "1", "web"],
    ["delkey", "web"],
    ["delkey", "-k", "a", "b", "web"], ["addtab"], ["addtab", "a", "b"], ["addtab", ".x"],
    ["addtab", "-Z", "..", "web"], ["recover", "-x", "web"],
  ])
  func aLineThatIsNotUnderstoodExitsTwo(_ words: [String]) throws {
    try ccr("addtab", "web")
    let result = try sandbox.run("xvm_ccr", words)
    #expect(result.ending == .exited(2), "\(result.errorText)")
    #expect(try table() == ConfigurationTable())
  }

  @Test func subcommandsExplainThemselves() throws {
    for command in TableCommand.all {
      let result = try ccr(command.manual.name, "-?")
      expectSuccess(result)
      #expect(result.text.contains(command.manual.name))
    }
  }

  @Test func aDamagedTableIsShownWithAWarningAndAcceptedByRecover() throws {
    try ccr("addtab", "web")
    try ccr("addkey", "-k", "a", "-v", "1", "web")
    let edited = try sandbox.text("\(directory)/web").replacing("a\t1", with: "a\t9")
    try sandbox.write("\(directory)/web", edited)
    let shown = try ccr("showkey", "-k", "a", "web")
    #expect(shown.text == "9\n")
    #expect(shown.ending == .exited(1))
    #expect(shown.errorText.contains("[100204]") && shown.errorText.contains("xvm_ccr recover"))
    #expect(try ccr("verify").ending == .exited(1))
    #expect(try ccr("changekey", "-k", "a", "-v", "2", "web").ending == .exited(1))
    #expect(try sandbox.text("\(directory)/web") == edited)
    try expectSuccess(ccr("recover", "-o", "web"))
    #expect(try table()["a"] == "9")
    #expect(try ccr("recover", "web").text.contains("nothing to do"))
  }

  @Test func theOldestFormAcceptsAnEditedFileWhereItLies() throws {
    let file = try sandbox.write("\(directory)/web", "ccr_checksum 0\nccr_gennum 7\na  1\nb\n")
    try expectSuccess(ccr("-i", file, "-o"))
    #expect(try table().entries.map { "\($0.key)=\($0.value)" } == ["a=1", "b="])
    #expect(try table().generation == 8)
  }

  @Test func linesThatCannotBeReadAreLeftOutOnlyByForce() throws {
    let text = "ccr_gennum\t1\nccr_checksum\t0\na\t1\na\t2\n\nb\t3"
    try sandbox.write("\(directory)/web", text)
    let refused = try ccr("recover", "web")
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains("/web:4"))
    #expect(try sandbox.text("\(directory)/web") == text)
    #expect(try ccr("recover", "-f", "web").text.contains("3 lines left out"))
    #expect(try table().entries.map(\.key) == ["a", "b"])
  }

  @Test func replaceTakesLinesWithAndWithoutTheirHeaders() throws {
    try ccr("addtab", "web")
    let plain = try sandbox.write("plain", "a\t1\nb  2\n")
    try expectSuccess(ccr("replace", "-i", plain, "web"))
    #expect(try table().entries.map(\.value) == ["1", "2"])
    try expectSuccess(ccr("replace", "-i", plain, "web"))
    #expect(try table().generation == 1, "nothing changed")
    for bad in [
      "a\t1\na\t2\n", "a\t1", "\u{FEFF}a\t1\n", "a\t1\r\n", "a\0\t1\n",
      "ccr_gennum\t1\nccr_checksum\t0\na\t1\n", "ccr_gennum\t1\na\t1\n", "a\t1\nccr_gennum\t1\n",
    ] {
      let file = try sandbox.write("bad", bad)
      #expect(try ccr("replace", "-i", file, "web").ending == .exited(1), "\(bad)")
      #expect(try table().generation == 1)
    }
  }

  @Test func tablesOfZoneClustersAndOfOtherDirectoriesAreTheirOwn() throws {
    try expectSuccess(ccr("addtab", "-Z", "zc1", "web"))
    try expectSuccess(ccr("addtab", "-Z", "global", "web"))
    try expectSuccess(ccr("addtab", "\(sandbox.root)/elsewhere/web"))
    try expectSuccess(ccr("addtab", "-C", "\(sandbox.root)/other", "web"))
    for path in ["etc/ha-xvm/ccr/zc1", directory, "elsewhere", "other"] {
      #expect(Files.information("\(sandbox.root)/\(path)/web")?.kind == .regular, "\(path)")
    }
  }

  @Test func writersOfSeveralProcessesLoseNothing() async throws {
    try ccr("addtab", "web")
    let (writers, keys) = (4, 12)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          for key in 0..<keys {
            let result = try ccr("addkey", "-v", "\(key)", "-k", "k\(writer).\(key)", "web")
            #expect(result.succeeded, "\(result.errorText)")
          }
        }
      }
      try await group.waitForAll()
    }
    let table = try table()
    #expect(table.generation == writers * keys)
    for writer in 0..<writers {
      for key in 0..<keys { #expect(table["k\(writer).\(key)"] == "\(key)") }
    }
  }

  @Test func aFileOfAHundredMegabytesIsRefused() throws {
    try ccr("addtab", "web")
    let file = try sandbox.write("huge", "")
    let filled = try ChildProcess.run(
      Command("/usr/bin/truncate", ["-s", "100M", file]), until: Clock.now + .seconds(60))
    expectSuccess(filled)
    #expect(try ccr("replace", "-i", file, "web").errorText.contains("[100201]"))
    #expect(try ccr("addkey", "-f", file, "-k", "a", "web").errorText.contains("[100201]"))
  }

  @Test func tenThousandKeysAreReadAndWritten() throws {
    try ccr("addtab", "web")
    let lines = (0..<10_000).map { "key.\($0)\tvalue\n" }.joined()
    let file = try sandbox.write("many", lines)
    try expectSuccess(ccr("replace", "-i", file, "web"))
    #expect(try ccr("showkey", "-k", "key.9999", "web").text == "value\n")
    #expect(try ccr("verify", "web").text.contains("10000 keys"))
  }
}
