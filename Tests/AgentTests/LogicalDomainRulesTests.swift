import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent
@testable import Platform

/// What the agent's decisions make of a logical domain's ways.
@Suite(.ownThreads) struct LogicalDomainRulesTests {
  private static let booting = Sighting(Observation(.booting, evidence: []), of: Guest(name: "web"))

  @Test func aGuestWithoutAnOperatingSystemIsWaitedForAskedAndWatched() throws {
    let configuration = Scene.configuration(["Transition_grace": "300"])
    guard
      case .wait = StartDecision.next(Self.booting, configuration: configuration)
    else {
      Issue.record("a start neither accepts it nor boots it again")
      return
    }
    #expect(StopDecision.next(Self.booting) == .ask)
    let scene = try Scene(.init())
    try scene.record(.running)
    #expect(
      GuardDecision.next(
        Sighting(Self.booting.first, of: Guest(name: "web"), record: try scene.store.load()),
        silence: .zero) == .watch)
    for (lasting, status) in [(300, ProbeStatus.healthy), (301, .failed)] {
      let decision = ProbeDecision.judge(
        Self.booting, configuration: configuration,
        lasting: .seconds(lasting))
      #expect(decision.status == status)
      #expect(decision.action == .none, "the plug-in is not asked")
    }
  }

  @Test(
    arguments: [
      (["Migration_type": "MIGRATE"], [.contradiction]), ([:], []),
      (["Domain_name": "primary"], [Failure.Code.badValue]),
      (["Domain_name": "a b"], [.badValue]), (["Domain_name": "42"], []),
      (["Domain_name": String(repeating: "a", count: 251)], []),
      (["Domain_name": String(repeating: "a", count: 252)], [.badValue]),
      (["Connect_uri": "qemu:///system"], [.contradiction]),
      (["On_guest_shutdown": "HONOUR"], [.contradiction]),
    ] as [([String: String], [Failure.Code])])
  func rulesFind(_ values: [String: String], _ codes: [Failure.Code]) {
    let configuration = Scene.configuration(
      ["Migration_type": "NORMAL", "Hypervisor": "LDOM"].merging(values) { $1 })
    let findings = ValidateRules.check(
      configuration, Drivers.driver(for: configuration), published: [:], times: [:])
    #expect(findings.map(\.failure.code) == codes)
  }

  @Test(
    arguments: [
      (Files.Information.Kind.regular, 0, 0o600, true), (.regular, 0, 0o400, true),
      (.regular, 0, 0o640, false), (.regular, 0, 0o604, false), (.regular, 0, 0o610, false),
      (.regular, 1, 0o600, false), (.directory, 0, 0o700, false), (.link, 0, 0o600, false),
    ] as [(Files.Information.Kind, UInt32, UInt32, Bool)])
  func aFileIsFitForAPassword(
    _ kind: Files.Information.Kind, _ owner: UInt32, _ mode: UInt32, _ isFit: Bool
  ) {
    let file = Files.Information(
      kind: kind, mode: mode, owner: owner, group: 0, size: 8, changed: 0, device: 0, number: 0)
    #expect((PasswordFile.objection(file) == nil) == isFit)
  }

  @Test func aPasswordFileIsNamedByItsAbsolutePathAndIsThere() throws {
    let sandbox = try Sandbox()
    #expect(PasswordFile.problem("") == nil)
    #expect(PasswordFile.problem("etc/password")?.code == .badValue)
    #expect(PasswordFile.problem(sandbox.root + "/none")?.code == .unreadable)
    let file = try sandbox.write("password", "x", mode: 0o600)
    #expect((PasswordFile.problem(file) == nil) == Environment.isRoot)
    try Files.link(sandbox.root + "/link", to: file)
    #expect(PasswordFile.problem(sandbox.root + "/link")?.code == .openPasswordFile)
  }
}
