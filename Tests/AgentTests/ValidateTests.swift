import Hypervisors
import Model
import Platform
import Testing

@testable import Agent

@Suite struct ValidateTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    var values: [String: String] = [:]
    var published: [String: Int] = [:]
    var times: [Method: MethodTime] = [:]
    let found: [(Failure.Code, isError: Bool)]
    var testDescription: String { name }
  }

  static let rows: [Row] = [
    Row(name: "the defaults are fine", found: []),
    Row(
      name: "a weight that adds up to a failure is refused", values: ["Unreachable_weight": "15"],
      found: [(.heavyWeight, true)]),
    Row(
      name: "a weight just below is not", values: ["Unreachable_weight": "14"], found: []),
    Row(
      name: "the framework's interval counts", published: ["Thorough_probe_interval": 3],
      found: [(.heavyWeight, true)]),
    Row(
      name: "Retry_interval too short for its failures", published: ["Retry_count": 5],
      found: [(.contradiction, false)]),
    Row(
      name: "too little time for a forced stop",
      times: [.stop: MethodTime([.init(name: "-t", seconds: 99)])],
      found: [(.shortStop, false)]),
    Row(
      name: "just enough", times: [.stop: MethodTime([.init(name: "-t", seconds: 100)])],
      found: []),
    Row(
      name: "two that disagree",
      times: [
        .start: MethodTime([.init(name: "-t", seconds: 5), .init(name: "engine", seconds: 6)])
      ],
      found: [(.contradiction, false)]),
    Row(
      name: "a level that would not see the guard's tree", published: ["Child_mon_level": 0],
      found: [(.contradiction, true)]),
    Row(
      name: "a name that virsh would take for a number", values: ["Domain_name": "42"],
      found: [(.badValue, true)]),
    Row(
      name: "a number is a name where no virsh is in the way",
      values: ["Domain_name": "42", "Hypervisor": "REHEARSAL"], found: []),
    Row(
      name: "a name that xl would take for a number",
      values: ["Domain_name": "42", "Hypervisor": "XEN", "Domain_definition": "TABLE"],
      found: [(.badValue, true)]),
    Row(
      name: "a guest of xl without anything to create it from", values: ["Hypervisor": "XEN"],
      found: [(.contradiction, true)]),
    Row(
      name: "xend may know the guest by itself",
      values: ["Hypervisor": "XEN", "Connect_uri": "xm"], found: []),
    Row(
      name: "a toolstack of Xen that there is not",
      values: ["Hypervisor": "XEN", "Connect_uri": "xen:///", "Domain_definition": "TABLE"],
      found: [(.badValue, true)]),
    Row(
      name: "Xen forgets a guest that ended",
      values: [
        "Hypervisor": "XEN", "Domain_definition": "TABLE", "On_guest_shutdown": "HONOUR",
      ], found: [(.contradiction, false)]),
    Row(
      name: "post-copy on several connections",
      values: [
        "Migration_streams": "2", "Migration_postcopy": "TRUE",
      ], found: [(.contradiction, false)]),
    Row(
      name: "an option that would leave the guest paused",
      values: ["Migration_options": "--compressed,--suspend"], found: [(.badValue, true)]),
    Row(
      name: "an option that nobody knows", values: ["Migration_options": "--compresed"],
      found: [(.badValue, false)]),
    Row(
      name: "disks that a node's death loses", values: ["Migration_disks": "vda,vdb"],
      found: [(.contradiction, false)]),
    Row(
      name: "disks by their files",
      values: ["Migration_disks": "/var/lib/web.img"],
      found: [(.badValue, true), (.contradiction, false)]),
    Row(
      name: "xl moves in one manner",
      values: ["Hypervisor": "XEN", "Domain_definition": "TABLE", "Migration_tls": "TRUE"],
      found: [(.contradiction, false)]),
    Row(
      name: "so does libvirt with Xen",
      values: ["Connect_uri": "xen:///system", "Migration_bandwidth": "5"],
      found: [(.contradiction, false)]),
    Row(
      name: "a line break in a name", values: ["Domain_name": "a\nb"], found: [(.badValue, true)]),
  ]

  @Test(arguments: rows) func rulesFind(_ row: Row) {
    let configuration = Scene.configuration(row.values)
    let findings = ValidateRules.check(
      configuration, Drivers.driver(for: configuration), published: row.published, times: row.times)
    #expect(findings.map(\.failure.code) == row.found.map(\.0), "\(findings)")
    #expect(findings.map(\.isError) == row.found.map(\.isError))
  }

  @Test func everyProblemIsReportedAndNotOnlyTheFirst() throws {
    var script = ScriptedDriver.Script(states: [.off(.shutdown)])
    script.autostart = true
    let scene = try Scene(script)
    let findings = ValidateGuest(
      scene.context(
        .validate,
        [
          "Plugin_probe": "/bin/no-such-program", "Unreachable_weight": "50",
          "Domain_definition": "relative.xml",
        ])
    ).run(times: [:])
    #expect(
      findings.filter(\.isError).map(\.failure.code)
        == [.heavyWeight, .pluginProbe, .badValue, .autostart])
  }

  @Test func filesOnStorageThatIsNotMountedAreNoErrors() throws {
    let scene = try Scene(.init(states: [.absent]))
    let findings = ValidateGuest(
      scene.context(
        .validate,
        [
          "Plugin_probe": "/global/not-mounted/bin/check",
          "Domain_definition": "/global/not-mounted/web.xml",
        ])
    ).run(times: [:])
    #expect(findings.map(\.failure.code) == [.pluginProbe, .unreadable])
    #expect(findings.allSatisfy { !$0.isError })
  }

  @Test func aToolThatGivesNoAnswerIsAnError() throws {
    let scene = try Scene(.init(states: [.unknown("away")]))
    let findings = ValidateGuest(scene.context(.validate)).run(times: [:])
    #expect(findings.map(\.failure.code) == [.toolstackUnreachable])
  }
}
