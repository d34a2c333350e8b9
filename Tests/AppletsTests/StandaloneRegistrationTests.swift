import Frameworks
import Model
import Platform
import TestSupport
import Testing

/// Set-up on a machine without a cluster: the file becomes what `gds run` reads.
@Suite(.ownThreads) struct StandaloneRegistrationTests {
  private static func gds(_ action: String, _ stage: RegistrationStage) throws -> Completion {
    try stage.run(
      "gds",
      [
        action, "-R", "web-rs", "-G", "web-rg", "-P",
        "\(stage.sandbox.root)/etc/ha-xvm/web-rs.properties",
      ])
  }

  /// What is below the sandbox before, and why nothing is registered then.
  @Test(arguments: [
    ("mkdir -p etc/ha-xvm; chmod 777 etc/ha-xvm", "etc/ha-xvm: others may write to it"),
    ("chmod 666 web.xml", "web.xml: others may write to it"),
    ("chmod 666 web-rs.conf", "web-rs.conf: could have been changed by others than root"),
  ])
  func whatOthersCouldHaveWrittenIsNotRegistered(script: String, words: String) throws {
    let stage = try RegistrationStage(isCluster: false)
    let file = try stage.file()
    let made = try ChildProcess.run(
      Command("/bin/sh", ["-ec", "umask 022; cd '\(stage.sandbox.root)'; \(script)"]),
      until: Clock.now + .seconds(60))
    try #require(made.succeeded, "\(made.errorText)")
    let result = try stage.run("xvm_register", ["-f", file])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains(words), "\(result.errorText)")
    #expect(result.errorText.contains("[100205]"), "\(result.errorText)")
    #expect(Files.information("\(stage.sandbox.root)/etc/ha-xvm/web-rs.properties") == nil)
    #expect(Files.information("\(stage.sandbox.root)/etc/ha-xvm/ccr/global/web-rs") == nil)
  }

  /// Two that change the same at once would both say "done", and one of them would be wrong.
  @Test(arguments: [("xvm_register", ["-f", "web-rs.conf"]), ("xvm_remove", ["web-rs"])])
  func whileOneChangesWhatIsRegisteredTheOtherFails(_ name: String, _ words: [String]) throws {
    let stage = try RegistrationStage(isCluster: false)
    _ = try stage.file()
    let arguments = words.map { $0.hasSuffix(".conf") ? "\(stage.sandbox.root)/\($0)" : $0 }
    let directory = "\(stage.sandbox.root)/run/ha-xvm/registration"
    try Files.makeDirectory(directory)
    let lock = try FileLock(
      "\(directory)/web-rs.lock", owner: "somebody, process 1", until: Clock.now)
    let refused = try stage.run(name, arguments)
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains("[\(Failure.Code.busy.number)]"), "\(refused.errorText)")
    #expect(refused.errorText.contains("somebody, process 1"))
    try expectSuccess(stage.run(name, ["-n"] + arguments))
    lock.release()
    try expectSuccess(stage.run(name, arguments))
  }

  /// systemd would start it at the next boot.
  @Test(arguments: [true, false]) func aRemovalSaysWhatSystemdHasToBeTold(_ isEnabled: Bool) throws
  {
    let stage = try RegistrationStage(isCluster: false)
    try expectSuccess(stage.run("xvm_register", ["-f", stage.file()]))
    if isEnabled {
      try Files.makeDirectory("\(stage.sandbox.root)/etc/systemd/system/multi-user.target.wants")
      try Files.link(
        "\(stage.sandbox.root)/etc/systemd/system/multi-user.target.wants/ha-xvm@web-rs.service",
        to: "../ha-xvm@.service")
    }
    let removed = try stage.run("xvm_remove", ["web-rs"])
    #expect(
      removed.text.hasSuffix(
        "web-rs: removed\n" + (isEnabled ? "next: systemctl disable ha-xvm@web-rs\n" : "")))
  }

  @Test func theEngineBringsUpWhatWasRegistered() throws {
    let stage = try RegistrationStage(isCluster: false)
    let file = try stage.file("Stop_timeout=120".replacing("Stop", with: "Validate"))
    let first = try stage.run("xvm_register", ["-f", file])
    #expect(first.ending == .exited(0), "\(first.errorText)")
    #expect(first.text.contains("\nweb-rs: done, 3 steps\nnext: "))
    #expect(
      try stage.run("xvm_register", ["-f", file]).text.hasPrefix(
        "web-rs: nothing to change\nnext: gds run "))
    let unit = try stage.sandbox.text("etc/systemd/system/ha-xvm@web-rs.service.d/group.conf")
    #expect(unit.contains("\nEnvironment=RG=web-rg\nTimeoutStopSec=130\n"))

    #expect(try Self.gds("start", stage).ending == .exited(0))
    #expect(try stage.bed.state == "running")
    #expect(
      try Standalone(locations: stage.sandbox.locations).share(
        .departure, as: "x", of: ResourceIdentity(resource: "web-rs", group: "web-rg"),
        until: Clock.now + .seconds(60)))
    // What may change at any time waits for the next start; what is fixed while it is online is refused.
    let text = try stage.sandbox.text("web-rs.conf")
    try stage.sandbox.write("web-rs.conf", text + "Retry_count=1\n")
    let waits = try stage.run("xvm_register", ["-f", file])
    #expect(waits.ending == .exited(0))
    #expect(waits.text.hasPrefix("note: web-rs is online; its next start takes the change\n"))
    try stage.sandbox.write("web-rs.conf", text + "Connect_uri=/elsewhere\n")
    let refused = try stage.run("xvm_register", ["-f", file])
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains("is online, and what changes is fixed while it is"))

    let removed = try stage.run("xvm_remove", ["web-rs"])
    #expect(removed.ending == .exited(0), "\(removed.errorText)")
    #expect(try stage.bed.state != "running")
    for path in [
      "etc/ha-xvm/web-rs.properties", "etc/ha-xvm/ccr/global/web-rs", "etc/systemd",
      "run/ha-xvm/gds/web-rg", "var/lib/ha-xvm/shared/web-rs",
    ] {
      #expect(Files.information("\(stage.sandbox.root)/\(path)") == nil || path == "etc/systemd")
    }
    #expect(try stage.run("xvm_remove", ["web-rs"]).text == "web-rs: nothing to remove\n")
  }
}
