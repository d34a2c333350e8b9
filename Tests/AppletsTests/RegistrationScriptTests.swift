import Model
import Platform
import TestSupport
import Testing

/// The scripts that xvm_emit and `xvm_register -n` write, read and run by real shells.
@Suite(.ownThreads) struct RegistrationScriptTests {
  private static let shells = ["/usr/bin/dash", "/usr/bin/bash", "/usr/bin/ksh93"]

  private static func run(_ program: String, _ arguments: [String], _ stage: RegistrationStage)
    throws
    -> Completion
  {
    var environment = stage.sandbox.environment.merging(stage.variables) { $1 }
    environment["PATH"] = "/usr/bin:/bin:\(stage.sandbox.root)/usr/cluster/bin"
    return try ChildProcess.run(
      Command(program, arguments, environment: environment), until: Clock.now + .seconds(120))
  }

  @Test(arguments: shells, ["solaris", "solaris-3.1"])
  func theScriptEndsWithARunningGuestAndAgreesWithXVMRegister(_ shell: String, _ framework: String)
    throws
  {
    let stage = try RegistrationStage()
    try stage.makeOther("-third-rg")
    // A group of the name is there, and so is the type: the script goes round both.
    try stage.cluster("clresourcetype", "register", "SUNW.gds")
    let file = try stage.file("Favoured_over=other-rs", "Affinity=+third-rg")
    let script = "\(stage.sandbox.root)/web.sh"
    let emitted = try stage.run(
      "xvm_emit", ["registration", framework, "-f", file, "-o", script])
    #expect(emitted.ending == .exited(0), "\(emitted.errorText)")
    let result = try Self.run(shell, [script], stage)
    #expect(result.ending == .exited(0), "\(result.errorText)")
    #expect(try stage.bed.state == "running")
    #expect(try stage.otherAffinities == ["-third-rg", "--web-rg"])
    let again = try stage.run("xvm_register", ["-F", framework, "-f", file])
    // The script could not know the group of other-rs, and its record becomes the name of the group now.
    let changes = again.text.split(separator: "\n").filter { $0.hasPrefix("  ") }
    #expect(changes == ["  1. change R_description"], "\(again.text)")
    try expectSuccess(stage.run("xvm_remove", ["-F", framework, "web-rs"]))
    #expect(try stage.otherAffinities == ["-third-rg"])
  }

  @Test(arguments: ["solaris", "solaris-3.2", "solaris-3.1", "standalone"])
  func shellsAndShellcheckAcceptTheScripts(_ framework: String) throws {
    let stage = try RegistrationStage()
    try stage.makeOther()
    let probe = try stage.sandbox.write("its/probe", "#!/bin/sh\n", mode: 0o755)
    let lines =
      framework == "standalone"
      ? ["Plugin_probe='\(probe) \"a b\" \"\\$x \\`y\\`\"'"]
      : ["Favoured_over=other-rs", "NODELIST=node1,node2", "Affinity=+other-rg"]
    let file = try stage.file("PORT=80", "Failover_mode=HARD")
    let text = try stage.sandbox.text("web-rs.conf") + lines.map { $0 + "\n" }.joined()
    try stage.sandbox.write("web-rs.conf", text)
    for words in [
      ["xvm_emit", "registration", framework], ["xvm_register", "-n", "-F", framework],
    ] {
      let shown = try stage.run(words[0], Array(words.dropFirst()) + ["-f", file])
      #expect(shown.ending == .exited(0), "\(shown.errorText)")
      let script = try stage.sandbox.write("shown.sh", shown.text)
      let checked = try Self.run("/usr/bin/shellcheck", [script], stage)
      #expect(checked.ending == .exited(0), "\(checked.text)")
      for shell in Self.shells {
        #expect(try Self.run(shell, ["-n", script], stage).ending == .exited(0), "\(shell)")
      }
    }
  }

  @Test func withNothingToDoTheScriptSaysSo() throws {
    let stage = try RegistrationStage()
    let file = try stage.file()
    try expectSuccess(stage.run("xvm_register", ["-f", file]))
    let shown = try stage.run("xvm_register", ["-n", "-f", file])
    #expect(shown.text.hasSuffix("\n# There is nothing to do.\n"))
  }
}
