import Model
import Platform
import TestSupport
import Testing

/// Resources of other agents, made up as sites make them up, that become guests: what is kept, what goes, and what is refused.
///
/// Each is registered on a file, and judged by Pacemaker's own tools and by the agent.
@Suite(.tags(.clusterTools), .ownThreads) struct TakeOverTests {
  private typealias Sites = TakeOverSites

  // MARK: The judgement

  private func values(of guest: XMLElement) -> Set<String> {
    let operations = (guest.first("operations")?.all("op") ?? []).flatMap { op in
      op.attributes.map { "\(op["name"] ?? "") \($0.key)=\($0.value)" }
    }
    return Set(
      operations + guest.pairs("meta_attributes").map { "\($0.key)=\($0.value)" }
        + guest.pairs("utilization").map { "+\($0.key)=\($0.value)" })
  }

  @Test(
    arguments: TakeOverSites.plain + TakeOverSites.operations + TakeOverSites.references
      + TakeOverSites.places) func aResourceOfASite(_ site: TakeOverSites.Site)
    throws
  {
    let stage = try PacemakerStage(
      [PacemakerStage.dummy("db-rs")] + site.resources, memory: 4, constraints: site.constraints,
      tags: site.tags,
      more: site.more)
    #expect(try stage.verify() == "")
    let before = try stage.base
    let file = try stage.file("web", site.lines)
    let done = try stage.run("xvm_register", ["--take-over", "-f", file])
    if let refusal = site.refusal {
      #expect(done.ending == .exited(1))
      #expect(done.errorText.contains(refusal), "\(done.errorText)")
      #expect(try stage.base == before)
      return
    }
    try #require(done.succeeded, "\(done.text)\(done.errorText)")
    #expect(try stage.verify() == "")
    if let note = site.note { #expect(done.text.contains(note), "\(done.text)") }

    let after = try stage.base
    let guest = try #require(after.primitive("web-rs"))
    #expect(guest.isGuest)
    #expect(guest.all("instance_attributes").count == 1)
    #expect(
      guest.pairs("instance_attributes").keys.allSatisfy { name in
        ExtensionProperties.all.contains { $0.name == name }
      }, "\(guest.text)")
    #expect(
      guest.first("operations")?.everywhere("nvpair").allSatisfy { $0["name"] != "hypervisor" }
        ?? true)
    #expect(!guest.everywhere("nvpair").contains { $0["name"] == "maintenance" })
    let values = values(of: guest)
    for word in site.has {
      let isWanted = !word.hasPrefix("!")
      #expect(
        values.contains(isWanted ? word : String(word.dropFirst())) == isWanted,
        "\(word): \(guest.text)")
    }
    // What is not ours has not changed.
    #expect(
      after.primitives.filter { !["web-rs", Readiness.resource].contains($0.id) }
        == before.primitives.filter { $0.id != "web-rs" })
    #expect(
      after.constraints.filter { $0.id != "ha-xvm-ready-web-rs" } == before.constraints)
    #expect(after.holders(of: "web-rs").map(\.id) == before.holders(of: "web-rs").map(\.id))

    // The scheduler has nothing against it.
    if site.constraints.isEmpty, !["unmanaged", "a guest node"].contains(site.name) {
      try stage.happen()
      #expect(try stage.places["web-rs"] != nil)
    }

    // The agent takes its parameters, and a second call has nothing to do.
    let variables = guest.pairs("instance_attributes").map { ("OCF_RESKEY_\($0.key)", $0.value) }
    let judged = try #require(stage.sandbox).run(
      "xvm", ["validate-all"],
      adding: Dictionary(
        variables + [("OCF_RESOURCE_INSTANCE", "web-rs")], uniquingKeysWith: { first, _ in first }))
    #expect(judged.ending != .exited(6) && judged.ending != .exited(2), "\(judged.errorText)")
    let again = try stage.run("xvm_register", ["-f", file])
    #expect(again.text.hasSuffix("web-rs: nothing to change\n"), "\(again.text)\(again.errorText)")
  }

  /// What the site had set gives way to the file later too, and only then.
  @Test func whatIsKeptGivesWayToTheFileLater() throws {
    let stage = try PacemakerStage(
      [
        Sites.domain(
          Sites.parameters + Sites.meta([("priority", "50")]) + "<operations>"
            + Sites.op("start", "0", "timeout='600s'")
            + "</operations><utilization id='u'>" + Sites.pairs("u", [("cpu", "2")])
            + "</utilization>"),
        PacemakerStage.dummy("db-rs"),
      ], memory: 4)
    try expectSuccess(stage.run("xvm_register", ["--take-over", "-f", try stage.file("web")]))
    try stage.register("web", ["Priority=3", "Start_timeout=100", "Load_factors=memory@1"])
    let guest = try #require(try stage.base.primitive("web-rs"))
    let values = values(of: guest)
    #expect(
      values.isSuperset(of: ["priority=3", "start timeout=100s", "+memory=1"]), "\(guest.text)")
    #expect(!values.contains("+cpu=2"))
    try stage.register("web", [])
    #expect(
      try #require(try stage.base.primitive("web-rs")).pairs("meta_attributes")["priority"] == nil)
  }

  /// A step that fails takes all of it back, asked or not; the cluster stays as it was, without a maintenance.
  @Test func aTakeOverThatFailsLeavesNothingBehind() throws {
    let stage = try PacemakerStage([PacemakerStage.dummy("db-rs"), Sites.domain(Sites.parameters)])
    let before = try stage.base
    let sandbox = try #require(stage.sandbox)
    // The replacement is refused when it is done, and was not when it was tried on the copy.
    try sandbox.write(
      "tools/cibadmin",
      """
      #!/bin/sh
      case "$CIB_file $*" in
        "\(stage.root)/cib.xml "*--replace*) cat >/dev/null; [ -e \(stage.root)/failed ] || { touch \(stage.root)/failed; echo 'no way' >&2; exit 1; } ;;
      esac
      exec /usr/sbin/cibadmin "$@"

      """, mode: 0o755)
    let done = try sandbox.run(
      "xvm_register", ["--take-over", "-f", try stage.file("web")],
      adding: ["CIB_file": "\(stage.root)/cib.xml", "HA_XVM_TOOL_PATH": "\(stage.root)/tools"],
      limit: .seconds(60))
    #expect(done.ending == .exited(4), "\(done.text)\(done.errorText)")
    #expect(done.errorText.contains("no way"))
    #expect(try stage.base == before)
  }

  /// Parameters of ours in a second block would count in the place of what the file says.
  @Test func parametersWhereTheFileDoesNotReachAreRefused() throws {
    let stage = try PacemakerStage()
    try stage.register("web")
    try stage.tool(
      "/usr/sbin/cibadmin", "--modify", "--allow-create", "--scope", "resources", "--xml-text",
      "<primitive id='web-rs'><instance_attributes id='by-hand'>"
        + Sites.pairs("by-hand", [("Stop_timeout", "9")])
        + "</instance_attributes></primitive>")
    let done = try stage.run("xvm_register", ["-f", try stage.file("web")])
    #expect(done.ending == .exited(1))
    #expect(
      done.errorText.contains("Stop_timeout stands in a block of its own, by-hand"),
      "\(done.errorText)")
  }
}
