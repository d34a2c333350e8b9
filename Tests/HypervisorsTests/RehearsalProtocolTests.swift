import Model
import Platform
import Testing

@testable import Hypervisors

/// The rehearsal's line protocol, its files and its names.
@Suite struct RehearsalProtocolTests {
  @Test(arguments: [
    ["state", "web"], ["", ""], [""], ["a b", "'\"`$(x)"], ["line\nbreak\r\n", "tab\there"],
    ["-dash", "--", "-R"], ["\\", "\\n", "\\\\t", "nul\0"], ["grüße", "日本", "🦆"],
    ["e\u{301}", "\u{e9}"],
  ])
  func wordsSurviveTheirLine(words: [String]) throws {
    let line = TabbedLine.join(words)
    #expect(!line.utf8.contains(UInt8(ascii: "\n")) && !line.utf8.contains(0))
    let back = try #require(TabbedLine.split(line))
    // By scalars: Swift calls two spellings of é equal, a file system does not.
    #expect(back.map { Array($0.utf8) } == words.map { Array($0.utf8) })
  }

  @Test(arguments: ["\\", "a\\", "\\x", "ok\t\\q"])
  func aBrokenEscapeIsNoLine(line: String) {
    #expect(TabbedLine.split(line) == nil)
  }

  @Test(arguments: GuestState.samples)
  func statesSurviveTheirWords(state: GuestState) {
    #expect(StateWords.state(StateWords.words(state)) == state)
  }

  @Test(arguments: [
    [], ["Running"], ["running", "fast"], ["paused"], ["off"], ["off", "tired"], ["ok"], [""],
  ])
  func otherWordsAreNoState(words: [String]) {
    #expect(StateWords.state(words) == nil)
  }

  @Test(arguments: [
    "", "ok", "ok\trunning", "\n", "yes\n", "OK\n", "ok\tx\nok\ty\n", "no\t200102\tweb\n",
    "no\t999999\tweb\twhy\n", "no\tx\tweb\twhy\n", "<html>\n", "ok\t\\q\n",
  ])
  func nonsenseSaysNothing(answer: String) {
    let error = #expect(throws: Failure.self) {
      try RehearsalClient.decode(Array(answer.utf8), from: "s")
    }
    #expect(error?.code == .toolstackUnreachable)
  }

  @Test func bytesThatAreNoTextSayNothing() {
    let error = #expect(throws: Failure.self) {
      try RehearsalClient.decode([0x6f, 0x6b, 0x09, 0xff, 0x0a], from: "s")
    }
    #expect(error?.code == .toolstackUnreachable)
  }

  @Test func everyFailureKeepsItsCodeOnTheWire() throws {
    for code in Catalogue.all {
      let failure = Failure(code, "a\tb", cause: "line\nbreak")
      let error = #expect(throws: Failure.self) {
        try RehearsalClient.decode(Array(RehearsalReply.refused(failure).line.utf8), from: "s")
      }
      #expect(error == failure)
    }
    #expect(
      try RehearsalClient.decode(Array(RehearsalReply.done(["", "x"]).line.utf8), from: "s")
        == ["", "x"])
  }

  @Test(arguments: [
    ("web", "web"), ("two words", "two words"), ("-dash", "-dash"), ("a/b", "a%2fb"),
    (".", "%2e"), ("..", "%2e."), (".hidden", "%2ehidden"), ("50%", "50%25"), ("a\nb", "a%0ab"),
    ("\u{7f}", "%7f"), ("größe", "größe"), ("it's \"it\"", "it's \"it\""),
  ])
  func namesBecomeFileNames(name: String, file: String) {
    #expect(StateDirectory.fileName(for: name) == file)
    #expect(StateDirectory("/s").folder(of: name)?.path == "/s/guests/\(file)")
  }

  @Test(arguments: ["", String(repeating: "x", count: 256), String(repeating: "/", count: 86)])
  func namesThatNoFolderCanHaveAreRefused(name: String) {
    #expect(StateDirectory("/s").folder(of: name) == nil)
  }

  @Test func recordsSurviveTheirFile() throws {
    var record = GuestRecord(name: "-a\tb\nc", uuid: "u")
    record.marks = ["mine", "two words"]
    record.domainID = 7
    record.process = .init(pid: 42, startTime: 4_711)
    record.machineBoot = "boot"
    record.off = .crashed
    #expect(GuestRecord(record.text) == record)
    record.process = nil
    #expect(GuestRecord(record.text) == record)
    for end in record.text.indices.dropLast() {
      let cut = GuestRecord(String(record.text[..<end]))
      #expect(cut == nil || cut?.name == record.name)
    }
  }

  @Test(arguments: [
    ("<domain type='rehearsal'><name>web</name></domain>", nil),
    ("<domain type='kvm'><name>web</name></domain>", Failure.Code.badDefinition),
    ("<domain><name>web</name></domain>", .badDefinition), ("", .badDefinition),
    (
      "<domain type='rehearsal'><name>w</name><rehearsal><line>dance</line></rehearsal></domain>",
      .rehearsalScript
    ),
  ])
  func definitions(text: String, code: Failure.Code?) {
    if let code {
      let error = #expect(throws: Failure.self) {
        try RehearsalDefinition.read(Array(text.utf8))
      }
      #expect(error?.code == code)
    } else {
      #expect(throws: Never.self) { try RehearsalDefinition.read(Array(text.utf8)) }
    }
  }
}

extension GuestState {
  /// Every state, with every cause.
  static let samples: [GuestState] =
    [.running, .shuttingDown, .absent, .crashed, .movingOut, .movingIn, .unknown("no\tidea")]
    + PauseCause.allCases.map { .paused($0) } + OffCause.allCases.map { .off($0) }
}
