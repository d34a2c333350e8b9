import Model
import Platform
import TestSupport
import Testing

@testable import Applets

@Suite(.ownThreads) struct InstallationTests {
  /// What a Solaris Cluster has under the same name comes into nobody's PATH by itself.
  private static let clusters: Set = [
    "clinterconnect", "clnode", "clquorum", "cluster", "clreslogicalhostname", "clresource",
    "clresourcegroup", "clresourcetype", "scrgadm",
    "scstat", "scswitch",
  ]
  private static let short: Set = ["clintr", "clq", "clrg", "clrs", "clrslh", "clrt"]
  private static let names = Registry.applets.map { $0.manual.name }.filter {
    !clusters.contains($0)
  }

  @Test func theCommandsOfAClusterAreMadeWhereSomebodyAsksForThem() throws {
    let sandbox = try Sandbox()
    try expectSuccess(sandbox.run("ha-xvm", ["--install", sandbox.root]))
    let usual = try Set(Files.list(sandbox.root))
    #expect(usual.isDisjoint(with: Self.clusters.union(Self.short)))
    let directory = "\(sandbox.root)/usr/cluster"
    try expectSuccess(sandbox.run("ha-xvm", ["--install-cluster-commands", directory]))
    #expect(
      try Set(Files.list("\(directory)/bin")).isSuperset(of: Self.clusters.union(Self.short)))
    // They do not make this machine a node of a Solaris Cluster.
    let file = try sandbox.write(
      "web.conf", "RS=web-rs\nRG=web-rg\nDomain_name=web\nHypervisor=REHEARSAL\n")
    let plan = try sandbox.run("xvm_register", ["-n", "-f", file])
    #expect(!plan.text.contains("clresource"), "\(plan.text)")
  }

  @Test func linksAreMadeOnceAndThenKept() throws {
    let sandbox = try Sandbox()
    let directory = "\(sandbox.root)/new/bin"
    let first = try sandbox.run("ha-xvm", ["--install", directory])
    #expect(first.ending == .exited(0))
    #expect(first.text.contains("\(Self.names.count) links made"))
    #expect(try Set(Files.list(directory)).isSuperset(of: Self.names))
    let numbers = Self.names.map {
      Files.information("\(directory)/\($0)", following: false)?.number
    }
    let second = try sandbox.run("ha-xvm", ["--install", directory])
    #expect(second.ending == .exited(0))
    #expect(second.text.contains(" 0 links made"))
    #expect(
      Self.names.map { Files.information("\(directory)/\($0)", following: false)?.number }
        == numbers)
  }

  @Test func aLinkIsAName() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.run("ha-xvm", ["--install", sandbox.root])
    let result = try ChildProcess.run(
      Command("\(sandbox.root)/probe_xvm", ["--help"], environment: sandbox.environment),
      until: Clock.now + .seconds(60))
    #expect(result.text.hasPrefix("Usage: probe_xvm"))
  }

  @Test func aLinkElsewhereIsPutRight() throws {
    let sandbox = try Sandbox()
    try Files.link("\(sandbox.root)/probe_xvm", to: "/old/ha-xvm")
    let result = try sandbox.run("ha-xvm", ["--install", sandbox.root])
    #expect(result.ending == .exited(0))
    #expect(try Files.target(of: "\(sandbox.root)/probe_xvm") == Sandbox.program)
  }

  @Test func aFileOfSomebodyElseStays() throws {
    let sandbox = try Sandbox()
    try sandbox.write("bin/probe_xvm", "theirs")
    let result = try sandbox.run("ha-xvm", ["--install", "\(sandbox.root)/bin"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("bin/probe_xvm"))
    #expect(try sandbox.text("bin/probe_xvm") == "theirs")
  }

  @Test(arguments: [[], [""], ["/tmp/a", "/tmp/b"]])
  func oneDirectoryIsNeeded(_ words: [String]) throws {
    let result = try Sandbox().run("ha-xvm", ["--install"] + words)
    #expect(result.ending == .exited(2))
    #expect(result.errorText.contains("--install"))
  }

  @Test func aDirectoryThatCannotBeMadeIsNamed() throws {
    let sandbox = try Sandbox()
    let file = try sandbox.write("file", "x")
    let result = try sandbox.run("ha-xvm", ["--install", file])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains(file))
  }
}
