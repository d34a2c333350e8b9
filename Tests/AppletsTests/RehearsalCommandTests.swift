import Platform
import TestSupport
import Testing

/// `xvm_rehearsal` as somebody at a prompt has it.
@Suite(.ownThreads) struct RehearsalCommandTests {
  @Test(arguments: [
    ([], "COMMAND is missing"), (["strat", "web"], "did you mean start?"),
    (["start"], "wrong number of words after 'start'"),
    (["list", "web"], "wrong number of words after 'list'"),
    (["--stat", "/x", "list"], "did you mean --state?"),
  ])
  func wrongCommandLinesAreExplained(arguments: [String], words: String) throws {
    let result = try Sandbox().run("xvm_rehearsal", arguments)
    #expect(result.ending == .exited(2))
    #expect(result.errorText.contains(words))
  }

  @Test(arguments: [
    (["list"], "400103"), (["start", "web"], "400103"), (["tool", "hang"], "400103"),
    (["tool", "sulk"], "400201"), (["script", "web", "dance"], "400201"),
    (["console", "web"], "200102"), (["define", "/nonexistent.xml"], "100201"),
  ])
  func withoutADaemonItSaysWhatToDo(arguments: [String], number: String) throws {
    let result = try Sandbox().run("xvm_rehearsal", arguments)
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[\(number)]"))
  }

  @Test func theHelpHasTheCommandsAndBothGrammars() throws {
    let help = try Sandbox().run("xvm_rehearsal", ["--help"]).text
    for words in ["stop-daemon", "at TIME pause CAUSE", "lie STATE [CAUSE]", "preserve crash"] {
      #expect(help.contains(words))
    }
  }

  @Test func aGuestByHand() throws {
    let sandbox = try Sandbox()
    func call(_ arguments: String...) throws -> Completion {
      try sandbox.run("xvm_rehearsal", arguments)
    }
    let file = try sandbox.write(
      "web.xml",
      """
      <domain type='rehearsal'><name>web</name>
      <rehearsal><line>boot 0s</line><line>shutdown 0s</line></rehearsal></domain>
      """)
    try expectSuccess(call("daemon", "--background"))
    defer { _ = try? call("stop-daemon", "--destroy") }
    #expect(try call("define", file).text == "web: defined\n")
    try expectSuccess(call("start", "web"))
    #expect(try call("start", "web").errorText.contains("it runs already"))
    #expect(try call("undefine", "web").errorText.contains("[400203]"))
    #expect(
      Sandbox.eventually { (try? call("console", "web").text.hasPrefix("GUEST-UP ")) == true })
    let row = try call("list").text.split(separator: "\t").map(String.init)
    #expect(row.count == 5 && row[0] == "web" && row[1] == "running" && row[3] == "1")
    try expectSuccess(call("pause", "web"))
    #expect(try call("state", "web").text == "paused operator\n")
    try expectSuccess(call("resume", "web"))
    try expectSuccess(call("shutdown", "web"))
    #expect(Sandbox.eventually { (try? call("state", "web").text) == "off shutdown\n" })
    try expectSuccess(call("undefine", "web"))
    #expect(try call("state", "web").text == "absent\n")
    #expect(try call("list").text == "")
    try expectSuccess(call("stop-daemon"))
    #expect(try call("list").errorText.contains("nobody listens"))
  }
}
