import Model
import Platform
import Render
import TestSupport
import Testing

/// What others have written begins no line of its own, wherever we repeat it, and steers no terminal.
@Suite(.ownThreads) struct LinesTests {
  private let sandbox: Sandbox
  /// As a name of a guest, of a file, of a tag.
  private static let awkward = "we\u{1B}[31mb\nPLANTED: done [0]. \u{2028}PLANTED"

  init() throws { sandbox = try Sandbox() }

  /// No line but the first, which says whose it is, begins with what was planted, and no sign steers a terminal.
  private func check(
    _ text: String, mustHold isHeld: Bool = true, place: SourceLocation = #_sourceLocation
  ) {
    #expect(text.contains("PLANTED") == isHeld, "\(text)", sourceLocation: place)
    let lines = text.split(whereSeparator: \.isNewline)
    #expect(!lines.contains { $0.hasPrefix("PLANTED") }, "\(text)", sourceLocation: place)
    #expect(!text.unicodeScalars.contains("\u{1B}"), sourceLocation: place)
  }

  @Test func aFailureIsALine() {
    let failure = Failure(.badValue, Self.awkward, cause: Self.awkward)
    check(failure.sentence)
    check(failure.description)
    #expect(failure.description.split(whereSeparator: { $0.isNewline }).count == 1)
    #expect(failure.subject == Self.awkward)
  }

  @Test func aDefinitionThatNamesItsGuestSo() throws {
    let definition = try sandbox.write(
      "web.xml", "<domain type='kvm'><name>web\nPLANTED: done [0].</name></domain>")
    let file = try sandbox.write(
      "web.conf", "RS=web-rs\nRG=web-rg\nDomain_name=web\nDefinition_file=\(definition)\n")
    for words in [["xvm_register", "-n", "-F", "standalone"], ["xvm_emit", "ccr"]] {
      let result = try sandbox.run(words[0], Array(words.dropFirst()) + ["-f", file])
      #expect(result.ending == .exited(1))
      check(result.errorText)
      #expect(result.errorText.split(separator: "\n").count == 1)
    }
  }

  /// A comment of a script is ended by a line break, and what follows would be run.
  @Test func aScriptRunsNothingOfWhatItSays() throws {
    let stage = try RegistrationStage(isCluster: false)
    let path = "\(stage.sandbox.root)/web\nPLANTED\n.conf"
    try Files.replace(path, with: try Files.read(try stage.file()))
    let script = try stage.run("xvm_register", ["-n", "-F", "standalone", "-f", path])
    #expect(script.ending == .exited(0), "\(script.errorText)")
    check(script.text)
    let plan = RegistrationPlan(
      [RegistrationStep("make the guest a\nPLANTED", .remove(path: "/x"))], notes: ["a\nPLANTED"])
    check(RegistrationScript.render(plan, title: ["a\nPLANTED"], release: nil))
    check(ConfigurationTemplate.render(head: ["a\nPLANTED"]))
  }

  /// Words of the command line, and what repeats them.
  @Test(arguments: [
    ["xvm_ccr", "verify", awkward], ["xvm_ccr", "showkey", "-k", awkward, "none"],
    ["xvm_emit", awkward], ["xvm_why", awkward], ["xvm_status", awkward],
    ["xvm_port", "-f", awkward], ["xvm_register", "-f", awkward], ["xvm_move", awkward, "node2"],
    ["probe_xvm", "-R", awkward, "-G", "rg"], ["start_xvm", "--\(awkward)"],
    ["scha_control", "-O", awkward, "-R", "rs", "-G", "rg"], ["gds", awkward],
    ["xvm_rehearsal", awkward], ["ha-xvm", awkward], ["pmfadm", "-q", awkward],
  ])
  func aWordOfTheCommandLine(_ words: [String]) throws {
    let result = try sandbox.run(words[0], Array(words.dropFirst()))
    #expect(result.ending != .exited(0))
    check(
      result.errorText + result.text, mustHold: (result.errorText + result.text).contains("PLANTED")
    )
  }

  @Test func aProcessThatIsWatched() throws {
    defer { sandbox.endProcesses() }
    let made = try sandbox.run(
      "pmfadm", ["-c", Self.awkward, "/bin/sh", "-c", "sleep 60; exit", Self.awkward])
    #expect(made.ending == .exited(0), "\(made.errorText)")
    check(try sandbox.run("pmfadm", ["-l", Self.awkward]).text)
    check(try sandbox.run("pmfadm", ["-L"]).text)
    #expect(try sandbox.run("pmfadm", ["-s", Self.awkward, "KILL"]).ending == .exited(0))
  }
}
