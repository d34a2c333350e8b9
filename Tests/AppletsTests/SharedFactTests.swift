import Model
import Platform
import TestSupport
import Testing

@testable import Frameworks

/// What every node is to know of a guest is kept for all of them, by Pacemaker's own tools on a file, in the repository of a Solaris
/// Cluster, and where there is no cluster in this machine's own state.
@Suite(.tags(.clusterTools), .ownThreads) struct SharedFactTests {
  private static let words = "node1 \"a\" <b> & 'c' %41 é\n  100%"

  /// A framework, and how many times it was told something.
  private struct Keeper {
    let framework: any ClusterFramework
    let writes: () throws -> Int
  }

  private static func pacemaker(_ sandbox: Sandbox) throws -> Keeper {
    let file = try sandbox.write(
      "cib.xml",
      """
      <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0">
      <configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>
      """)
    let question: Pacemaker.Question = { tool, arguments, deadline throws(Failure) in
      let answer: Completion
      do throws(SystemError) {
        answer = try ChildProcess.run(
          PacemakerTools.command(tool, arguments, adding: ["CIB_file": file]), until: deadline)
      } catch { throw Failure(.clusterSilent, tool, cause: error.description) }
      guard answer.succeeded else {
        throw Failure(.clusterSilent, tool, cause: answer.errorText)
      }
      return answer.output
    }
    return Keeper(framework: Pacemaker(question: question)) {
      let base = try XMLElement(parsing: try Files.read(file))
      return Int(base["epoch"] ?? "") ?? 0
    }
  }

  private static func solaris(_ sandbox: Sandbox) throws -> Keeper {
    try sandbox.write(
      "usr/cluster/lib/sc/ccradm",
      """
      #!/bin/sh
      echo "$1" >>'\(sandbox.root)/verbs'
      HA_XVM_STANDIN_STATE='\(sandbox.root)/state' exec '\(SourceTree.root)/Tests/standins/cluster/ccradm' "$@"

      """, mode: 0o755)
    return Keeper(framework: SolarisCluster(locations: sandbox.locations)) {
      try sandbox.text("verbs").split(separator: "\n").count { $0 != "showkey" }
    }
  }

  private static func standalone(_ sandbox: Sandbox) throws -> Keeper {
    Keeper(framework: Standalone(locations: sandbox.locations)) {
      try TableStore(directory: sandbox.locations.shared).read("web-rs").generation
    }
  }

  @Test(
    arguments: [Self.pacemaker, Self.solaris, Self.standalone]
      as [@Sendable (Sandbox) throws -> Keeper])
  private func whatIsKeptIsWrittenOnceAndForgotten(_ make: @Sendable (Sandbox) throws -> Keeper)
    throws
  {
    let sandbox = try Sandbox()
    let keeper = try make(sandbox)
    let identity = try ResourceIdentity(resource: "web-rs", group: "web-rg")
    // What would be mistaken for its neighbour if the names of a fact and of a resource could mix.
    let other = try ResourceIdentity(resource: "departure.web-rs", group: "web-rg")
    let deadline = Clock.now + .seconds(60)
    let framework = keeper.framework
    #expect(try framework.shared(of: identity, until: deadline) == [:])
    #expect(try framework.share(.departure, as: nil, of: identity, until: deadline))
    #expect(try framework.share(.departure, as: Self.words, of: identity, until: deadline))
    #expect(try framework.share(.departure, as: "other", of: other, until: deadline))
    #expect(try framework.shared(of: identity, until: deadline) == [.departure: Self.words])
    let writes = try keeper.writes()
    #expect(try framework.share(.departure, as: Self.words, of: identity, until: deadline))
    #expect(try keeper.writes() == writes)
    #expect(try framework.share(.departure, as: "2", of: identity, until: deadline))
    #expect(try keeper.writes() == writes + 1)
    #expect(try framework.shared(of: identity, until: deadline) == [.departure: "2"])
    #expect(try framework.share(.departure, as: nil, of: identity, until: deadline))
    #expect(try framework.shared(of: identity, until: deadline) == [:])
    #expect(try framework.shared(of: other, until: deadline) == [.departure: "other"])
    for value in ["", String(repeating: "x", count: SharedFact.maximumSize + 1)] {
      let failure = #expect(throws: Failure.self) {
        try framework.share(.departure, as: value, of: identity, until: deadline)
      }
      #expect(failure?.code == .badValue)
    }
    let most = String(repeating: "x", count: SharedFact.maximumSize)
    #expect(try framework.share(.departure, as: most, of: identity, until: deadline))
    #expect(try framework.shared(of: identity, until: deadline) == [.departure: most])
  }

  /// What a removal runs.
  @Test func theCommandsThatForget() throws {
    let sandbox = try Sandbox()
    let framework = try Self.solaris(sandbox).framework
    let cluster = SolarisCluster(locations: sandbox.locations)
    let identity = try ResourceIdentity(resource: "web-rs", group: "web-rg")
    let deadline = Clock.now + .seconds(60)
    #expect(try cluster.forgetting("web-rs", until: deadline) == [])
    #expect(try framework.share(.departure, as: "x", of: identity, until: deadline))
    for words in try cluster.forgetting("web-rs", until: deadline) {
      let done = try ChildProcess.run(
        Command(words[0], Array(words.dropFirst())), until: deadline)
      #expect(done.succeeded, "\(done.errorText)")
    }
    #expect(try framework.shared(of: identity, until: deadline) == [:])
  }

  /// Another tool may put a property into a set of its own; it is found, changed and removed there.
  @Test func aPropertyInAnotherSet() throws {
    let sandbox = try Sandbox()
    let framework = try Self.pacemaker(sandbox).framework
    let identity = try ResourceIdentity(resource: "web-rs", group: "web-rg")
    let name = SharedFact.departure.property("web-rs")
    let text = try sandbox.text("cib.xml")
    try sandbox.write(
      "cib.xml",
      text.replacing(
        "<crm_config/>",
        with:
          "<crm_config><cluster_property_set id='x'><nvpair id='y' name='\(name)' value='a%4z%'/></cluster_property_set></crm_config>"
      ))
    let deadline = Clock.now + .seconds(60)
    #expect(try framework.shared(of: identity, until: deadline) == [.departure: "a%4z%"])
    #expect(try framework.share(.departure, as: "b", of: identity, until: deadline))
    #expect(try sandbox.text("cib.xml").contains("<nvpair id=\"y\" name=\"\(name)\" value=\"b\"/>"))
    #expect(try framework.share(.departure, as: nil, of: identity, until: deadline))
    #expect(try !sandbox.text("cib.xml").contains(name))
  }

  /// That a cluster gives no answer is not that it knows nothing; what was damaged here is not, either.
  @Test func silenceIsNoAnswer() throws {
    let sandbox = try Sandbox()
    let identity = try ResourceIdentity(resource: "web-rs", group: "web-rg")
    let deadline = Clock.now + .seconds(60)
    let silent = Pacemaker(
      question: { tool, _, _ throws(Failure) in throw Failure(.clusterSilent, tool) })
    try sandbox.write("usr/cluster/lib/sc/ccradm", "#!/bin/sh\nkill -9 $$\n", mode: 0o755)
    try sandbox.write(
      "var/lib/ha-xvm/shared/web-rs", "ccr_gennum\t1\nccr_checksum\t0\nshared.departure\tx\n")
    let frameworks: [any ClusterFramework] = [
      silent, SolarisCluster(locations: sandbox.locations),
      Standalone(locations: sandbox.locations),
    ]
    for framework in frameworks {
      #expect(throws: Failure.self) { try framework.shared(of: identity, until: deadline) }
      #expect(throws: Failure.self) {
        try framework.share(.departure, as: nil, of: identity, until: deadline)
      }
    }
  }

  /// The cluster's own actions need its answer; a call by hand may be on a machine without one.
  @Test(
    arguments: [
      (["OCF_RESOURCE_INSTANCE": "web-rs"], true),
      (["OCF_RESOURCE_INSTANCE": "web-rs", "OCF_RESKEY_CRM_meta_on_node": "node1"], false),
      (["OCF_RESKEY_CRM_meta_on_node": "node1"], false), ([:], false),
    ])
  func aCallByHandIs(_ variables: [String: String], _ isByHand: Bool) {
    #expect(Pacemaker.isCalledByHand { variables[$0] } == isByHand)
  }

  /// A cluster without its repository's tool, and a set-up file, keep nothing for all nodes.
  @Test func whoKeepsNothingSaysSo() throws {
    let sandbox = try Sandbox()
    let identity = try ResourceIdentity(resource: "web-rs", group: "web-rg")
    for framework: any ClusterFramework in [
      SolarisCluster(locations: sandbox.locations), Unregistered(),
    ] {
      #expect(try framework.shared(of: identity, until: Clock.now) == nil)
      #expect(try !framework.share(.departure, as: "x", of: identity, until: Clock.now))
    }
  }
}
