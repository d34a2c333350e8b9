import Model
import Platform
import TestSupport
import Testing

@testable import Applets

@Suite(.ownThreads) struct CompletionTests {
  private let sandbox: Sandbox
  init() throws { sandbox = try Sandbox() }

  private func script(_ shell: String) throws -> String {
    let result = try sandbox.run("xvm_emit", ["completion", shell])
    expectSuccess(result)
    return result.text
  }

  private func bash(_ arguments: [String]) throws -> Completion {
    try ChildProcess.run(
      Command("/bin/bash", arguments, environment: sandbox.environment),
      until: Clock.now + .seconds(60))
  }

  @Test(arguments: ["bash", "zsh", "ksh"])
  func everyNameAndEveryOptionIsThere(_ shell: String) throws {
    let text = try script(shell)
    for manual in Registry.applets.map({ $0.manual }) {
      #expect(text.contains(manual.name))
      for option in manual.options { #expect(text.contains("--\(option.word)"), "\(manual.name)") }
    }
  }

  @Test(arguments: [
    (["probe_xvm", "--reso"], "--resource"), (["/opt/bin/probe_xvm", "--reso"], "--resource"),
    (["ha-xvm", "probe_"], "probe_xvm"), (["ha-xvm", "probe_xvm", "--reso"], "--resource"),
    (["xvm_ccr", "addk"], "addkey"), (["xvm_emit", "comp"], "completion"),
    (["xvm_emit", "/etc"], ""),
  ])
  func aWordIsCompleted(_ words: [String], _ whole: String) throws {
    let path = try sandbox.write("completion", try script("bash"))
    try expectSuccess(bash(["-n", path]))
    let list = words.map { "'\($0)'" }.joined(separator: " ")
    let line =
      ". '\(path)'; COMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1); _ha_xvm; echo \"${COMPREPLY[*]}\""
    let result = try bash(["-c", line])
    #expect(result.errorText == "")
    #expect(result.text == whole + "\n")
  }

  @Test(.enabled(if: Files.isExecutable("/bin/ksh93")))
  func aKornShellReadsItsOwn() throws {
    let path = try sandbox.write("completion", try script("ksh"))
    let result = try ChildProcess.run(
      Command("/bin/ksh93", ["-c", ". '\(path)'; echo \"${complete_probe_xvm[0]}\""]),
      until: Clock.now + .seconds(60))
    #expect(result.errorText == "")
    #expect(result.text.hasPrefix("-"))
  }

  @Test func otherShellsAreRefused() throws {
    for words in [["completion"], ["completion", "fish"], ["completion", "bash", "zsh"]] {
      #expect(try sandbox.run("xvm_emit", words).ending == .exited(2))
    }
  }
}
