import Model
import Platform
import Synchronization
import Testing

@testable import Frameworks

/// What Pacemaker is told from outside its actions, and how it is asked: a stand-in for its tools answers, and notes the questions.
@Suite struct PacemakerReportsTests {
  /// A class, because the adapter's question has to note what it was asked.
  private final class Cluster: Sendable {
    private struct Notes {
      var asked: [String] = []
      var warnings: [String] = []
      var answers: [String: [String]]
    }

    private let notes: Mutex<Notes>

    init(_ answers: [String: [String]]) { notes = Mutex(Notes(answers: answers)) }

    var asked: [String] { notes.withLock { $0.asked } }
    var warnings: [String] { notes.withLock { $0.warnings } }

    var pacemaker: Pacemaker {
      Pacemaker(
        question: { [self] tool, arguments, _ throws(Failure) in
          let words = ([tool] + arguments.prefix(1)).joined(separator: " ")
          guard let answer = answer(words, ([tool] + arguments).joined(separator: " ")) else {
            throw Failure(.clusterSilent, words, cause: "gone")
          }
          return Array(answer.utf8)
        }, warn: { [self] _, failure in notes.withLock { $0.warnings.append(failure.sentence) } })
    }

    /// The next answer to a question, of which the last stays.
    private func answer(_ words: String, _ question: String) -> String? {
      notes.withLock { notes in
        notes.asked.append(question)
        let key = notes.answers.keys.first { words.hasPrefix($0) } ?? ""
        guard let rest = notes.answers[key] else { return nil }
        if rest.count > 1 { notes.answers[key] = Array(rest.dropFirst()) }
        return rest.first
      }
    }
  }

  private static func place(_ node: String?, managed: Bool = true) -> String {
    let inner = node.map { "<node name='\($0)' id='1'/>" } ?? ""
    return
      "<pacemaker-result><resources><resource id='web-rs' managed='\(managed)'>\(inner)</resource></resources></pacemaker-result>"
  }

  private static let identity = try? ResourceIdentity(
    resource: "web-rs", group: "pacemaker", type: "ocf:ohac:xvm")

  private static let names = ["crm_node --name": ["node1\n"]]

  @Test(
    arguments: [
      ([:], DeathReport.failed("crm_node --name: the cluster does not answer: gone"), false),
      (
        ["crm_node --name": ["\n"]],
        .failed("crm_node --name: the cluster does not answer: it names no node"), false
      ),
      (names, .failed("crm_mon --output-as=xml: the cluster does not answer: gone"), false),
      (
        names.merging(["crm_mon": ["<pacemaker-result/>"]]) { $1 },
        .failed("crm_mon: the cluster does not answer: it does not say where web-rs is"), false
      ),
      (
        names.merging(["crm_mon": [place("node1", managed: false)]]) { $1 },
        .needless("the resource is not managed"), false
      ),
      (
        names.merging(["crm_mon": [place("node2")]]) { $1 },
        .needless("the cluster has it elsewhere"), false
      ),
      (
        names.merging(["crm_mon": [place(nil)]]) { $1 }, .needless("the cluster has it elsewhere"),
        false
      ),
      (
        names.merging(["crm_mon": [place("node1")]]) { $1 },
        .failed("crm_resource --fail: the cluster does not answer: gone"), true
      ),
      (names.merging(["crm_mon": [place("node1")], "crm_resource": [""]]) { $1 }, .told, true),
    ] as [([String: [String]], DeathReport, Bool)])
  func aDeathIsTold(_ answers: [String: [String]], _ report: DeathReport, _ isSaid: Bool) throws {
    let cluster = Cluster(answers)
    let identity = try #require(Self.identity)
    #expect(cluster.pacemaker.report(deathOf: identity, until: Clock.now + .seconds(9)) == report)
    // Once, for this node by its name, or not at all.
    #expect(
      cluster.asked.filter { $0.hasPrefix("crm_resource") }
        == (isSaid ? ["crm_resource --fail --resource web-rs --node node1"] : []))
  }

  @Test(
    arguments: [
      ([place("node1"), place("node1"), place("node2")], true, true, 0),
      ([place("node1"), place(nil), "", place("node2")], true, true, 0),
      ([place("node1", managed: false)], false, false, 0), ([""], false, false, 1),
    ]) func aDepartureIsLookedFor(
      _ places: [String], _ isFound: Bool, _ isSaid: Bool, _ warnings: Int
    )
    throws
  {
    let cluster = Cluster(Self.names.merging(["crm_mon": places, "crm_resource": [""]]) { $1 })
    #expect(cluster.pacemaker.withdraw(try #require(Self.identity), "moved") == isFound)
    #expect(cluster.asked.contains("crm_resource --refresh --force --resource web-rs") == isSaid)
    #expect(cluster.warnings.count == warnings)
    // Not before it is on another node, and on this one no more.
    #expect(cluster.asked.count { $0.hasPrefix("crm_mon") } == places.count)
  }

  @Test func aRefreshThatFailsIsWrittenDown() throws {
    let cluster = Cluster(Self.names.merging(["crm_mon": [Self.place("node1")]]) { $1 })
    #expect(!cluster.pacemaker.withdraw(try #require(Self.identity), "moved"))
    #expect(cluster.warnings == ["crm_resource --refresh: the cluster does not answer: gone"])
  }

  @Test func theNeighboursAreTheOthers() throws {
    let cluster = Cluster(
      Self.names.merging(["crm_node --partition": ["node2 node1 node3 \n"]]) { $1 })
    let identity = try #require(Self.identity)
    #expect(
      cluster.pacemaker.neighbours(of: identity, until: Clock.now + .seconds(9)) == [
        "node2", "node3",
      ])
    let silent = Cluster(Self.names)
    #expect(silent.pacemaker.neighbours(of: identity, until: Clock.now + .seconds(9)) == [])
    #expect(silent.warnings.count == 1)
  }

  /// The reason stands before the number that counts against the node, and goes after it.
  @Test(arguments: [
    (
      Readiness.lacking("it has no network lan"),
      [
        "--name ha-xvm-unready-web-rs --update it has no network lan",
        "--name ha-xvm-ready-web-rs --update 0",
      ]
    ),
    (
      .ready(""),
      ["--name ha-xvm-ready-web-rs --update 1", "--name ha-xvm-unready-web-rs --delete"]
    ),
    (
      .unknown("x"),
      ["--name ha-xvm-unready-web-rs --update x", "--name ha-xvm-ready-web-rs --delete"]
    ),
  ])
  func readinessIsTwoAttributesOfThisNode(_ readiness: Readiness, _ changes: [String]) throws {
    let cluster = Cluster(Self.names.merging(["crm_attribute": [""]]) { $1 })
    let identity = try #require(Self.identity)
    #expect(cluster.pacemaker.note(readiness, of: identity, until: Clock.now + .seconds(9)))
    #expect(
      cluster.asked.filter { $0.hasPrefix("crm_attribute") }
        == changes.map { "crm_attribute --lifetime reboot --node node1 \($0)" })
    let silent = Cluster(Self.names)
    #expect(!silent.pacemaker.note(readiness, of: identity, until: Clock.now + .seconds(9)))
    #expect(silent.warnings.count == 1)
  }
}
