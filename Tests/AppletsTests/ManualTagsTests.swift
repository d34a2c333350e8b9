import Model
import Platform
import TestSupport
import Testing

@testable import Applets

/// The words that a manual lists are ones that the command knows.
@Suite(.ownThreads) struct ManualTagsTests {
  private static func tags(_ manual: CommandManual) -> [String] {
    manual.vocabularies.flatMap { $0.rows }.map(\.0)
  }

  @Test func everyTagThatIsListedIsAnswered() throws {
    let sandbox = try Sandbox()
    let name = ["-R", "web-rs", "-G", "web-rg"]
    let published = try sandbox.run(
      "gds_validate",
      ["-c"] + name + ["-x", "Start_command=/bin/true", "-x", "Network_aware=FALSE"])
    #expect(published.ending == .exited(0), "\(published.errorText)")
    let calls: [(manual: CommandManual, options: [String])] = [
      (SCHAClusterGet.manual, []), (SCHAResourceGroupGet.manual, ["-G", "web-rg"]),
      (SCHAResourceGet.manual, name),
    ]
    let node = Environment.nodeName
    let operands = [
      "EXTENSION": "Probe_timeout", "NODENAME_NODEID": "1", "NODEID_NODENAME": node,
      "NODESTATE_NODE": node, "PRIVATELINK_HOSTNAME_NODE": node,
    ]
    for (manual, options) in calls {
      let tags = Self.tags(manual)
      #expect(tags.count > 10)
      for tag in tags {
        let operand = operands[tag].map { [$0] } ?? []
        let result = try sandbox.run(manual.name, ["-O", tag] + options + operand)
        #expect(result.ending == .exited(0), "\(manual.name) \(tag): \(result.errorText)")
      }
      let wrong = try sandbox.run(manual.name, ["-O", "NO_SUCH_TAG"] + options)
      #expect(wrong.ending == .exited(4))
    }
  }

  @Test func everyActionThatGdsListsIsOne() throws {
    let sandbox = try Sandbox()
    let actions = Self.tags(GDS.manual)
    #expect(actions.contains("run"))
    for action in actions where action != "run" {
      // Without a service each of them says so; none is taken for a wrong word.
      let result = try sandbox.run("gds", ["-R", "no-rs", "-G", "no-rg", action])
      #expect(result.ending != .exited(2), "\(action): \(result.errorText)")
    }
  }
}
