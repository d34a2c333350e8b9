import GenericDataService
import Model
import Platform
import Render

@testable import Applets
@testable import Hypervisors

/// What libFuzzer calls with each of its inputs; HA_XVM_FUZZ_TARGET names the reader that gets it.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  Targets.chosen(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}

/// Every reader of bytes that come from outside, by a name, with what has to hold of what it reads.
///
/// A crash of the reader is a finding by itself; `precondition` makes one of a value that is not what it should be.
enum Targets {
  typealias Target = @Sendable ([UInt8]) -> Void

  static let all: [String: Target] = [
    "wire": wire, "wire-events": wireEvents, "table": table, "parameters": parameters,
    "set-up": setUp, "legacy": legacy, "listing": listing, "definition": definition,
    "xen-definition": xenDefinition,
    "ldom-definition": ldomDefinition,
    "xl": xl, "ldm": ldm, "virsh": virsh, "command-line": commandLine, "rehearsal": rehearsal,
    "xml": xml, "history": history, "picture": picture, "run-record": runRecord,
    "service-state": serviceState, "process-order": processOrder, "processes": processes,
    "environment": environment, "cluster": cluster, "ledger": ledger, "facts": facts,
    "state-copy": stateCopy, "log-ins": logIns,
  ]

  static let chosen: Target = {
    let name = Environment["HA_XVM_FUZZ_TARGET"] ?? ""
    if name == "dictionary" {
      for word in properties { Output.line("\"\(word)\"") }
      Output.exit(0)
    }
    guard let target = all[name] else {
      Output.complain("HA_XVM_FUZZ_TARGET is one of \(all.keys.sorted().joined(separator: " "))")
      Output.exit(2)
    }
    return target
  }()

  /// The names of properties and the words that are values of some, which no mutation would hit upon.
  private static var properties: [String] {
    (SetupProperties.keys + ServiceProperties.all).flatMap { row in
      guard case .choice(let words) = row.kind else { return [row.name] }
      return [row.name] + words
    }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
  }

  static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes), as: UTF8.self)
  }

  /// As a daemon that answers what it likes, in pieces of the length that the first byte says.
  private static let wireEvents: Target = { bytes in
    guard let first = bytes.first else { return }
    var subscription = WireSubscription(to: Guest(name: "web"), at: "qemu:///system")
    var rest = bytes.dropFirst()
    while !rest.isEmpty {
      let piece = rest.prefix(Int(first) + 1)
      rest = rest.dropFirst(piece.count)
      guard (try? subscription.receive(Array(piece))) != nil else { return }
    }
  }

  private static let table: Target = { bytes in
    let (lenient, warnings) = ConfigurationTable.readLeniently(bytes, name: "t")
    if let strict = try? ConfigurationTable(parsing: bytes, name: "t") {
      precondition(warnings.isEmpty && strict == lenient)
    }
    let again = try? ConfigurationTable(parsing: lenient.serialized(), name: "t")
    precondition(again == lenient)
    guard let folded = try? lenient.folded(ConfigurationTable.definitionPrefix) else { return }
    var other = ConfigurationTable()
    guard (try? other.setFolded("d", folded)) != nil else { return }
    precondition((try? other.folded("d")) == .some(folded))
  }

  private static let parameters: Target = { bytes in
    var problems: [Failure] = []
    let given = ParameterFile.parse(bytes, name: "f", problems: &problems)
    let values = PropertyValues(given, of: ExtensionProperties.all, problems: &problems)
    for row in ExtensionProperties.all where values.isSet(row) { _ = values.text(row) }
    precondition(problems.allSatisfy { !$0.description.isEmpty })
  }

  /// A file that is good can be registered with every framework.
  private static let setUp: Target = { bytes in
    var problems: [Failure] = []
    let setup = SetupFile.parse(bytes, name: "f", problems: &problems)
    guard problems.isEmpty, (try? setup.identity()) != nil,
      let content = try? setup.table(definition: nil).serialized()
    else { return }
    let table = ClusterRegistration.TableChange(
      path: "/t", content: content, present: nil, isFixedWhileEnabled: false)
    _ = ClusterRegistration.objections(setup, release: .usual)
    for release in [ClusterRelease(3, 1), .usual] {
      let plan = ClusterRegistration(setup, release: release, program: "/p", table: table)
        .plan(ClusterPicture())
      _ = RegistrationScript.render(plan, title: ["t"], release: release)
    }
    _ = PacemakerRegistration.objections(setup, definition: nil)
    let plan = PacemakerRegistration(setup, definition: nil).unseenPlan(by: .cibadmin)
    _ = RegistrationScript.render(plan, title: ["t"], release: nil)
    _ = StandaloneRegistration.objections(setup)
  }

  private static let legacy: Target = { bytes in
    var port = Port()
    port.take(ShellAssignments(parsing: bytes, name: "f"), name: "f")
    _ = port.finish()
  }

  private static let listing: Target = { bytes in
    guard let listing = try? ResourceListing(parsing: bytes, name: "f"),
      let resource = try? listing.resource(nil)
    else { return }
    var port = Port()
    port.take(resource)
    _ = port.finish()
  }

  /// A cluster's state, a definition that is kept as a tree: what is written again is read as the same.
  private static let xml: Target = { bytes in
    guard let element = try? XMLElement(parsing: bytes) else { return }
    precondition((try? XMLElement(parsing: Array(element.text.utf8))) == element)
    precondition((try? XMLElement(parsing: Array(element.line.utf8))) == element)
    _ = element.withoutInnerIDs.everywhere("node")
  }

  private static let history: Target = { bytes in
    for line in text(bytes).split(separator: "\n") {
      guard let event = GuestEvent(line: line) else { continue }
      precondition(GuestEvent(line: Substring(event.line)) == event)
    }
    // No input that is made up has the right checksum.
    let (table, _) = ConfigurationTable.readLeniently(bytes, name: "t")
    _ = LearntTimes(table)?.objection(toTimeout: 100)
  }

  /// The first byte chooses the name; the words are parted by zeros.
  private static let commandLine: Target = { bytes in
    guard let first = bytes.first else { return }
    let applets = Registry.applets
    let words = bytes.dropFirst().split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let manual = applets[Int(first) % applets.count].manual
    if let call = try? CommandLineParser.parse(words, by: manual) {
      precondition(call.operands.allSatisfy(words.contains))
      _ = try? call.resource()
    }
    _ = try? Words.split(text(Array(bytes.dropFirst())))
  }

  private static let rehearsal: Target = { bytes in
    _ = (try? RehearsalClient.decode(bytes, from: "f")).flatMap(GuestReport.init)
    if let record = GuestRecord(text(bytes)) { precondition(GuestRecord(record.text) == record) }
    let lines = text(bytes).split(separator: "\n").map(String.init)
    if let script = try? GuestScript(lines) {
      var machine = GuestMachine(script, at: Instant(.zero)) { "b" }
      let inputs: [GuestMachine.Input] = [.time, .pause, .resume, .shutdownRequest, .crash]
      var now = Instant(.zero)
      for byte in bytes.prefix(16) {
        now = machine.wakeUp ?? (now + .seconds(Int(byte)))
        _ = machine.step(inputs[Int(byte) % inputs.count], at: now)
      }
    }
    for line in lines {
      guard let words = TabbedLine.split(line) else { continue }
      precondition(TabbedLine.split(TabbedLine.join(words)) == words)
    }
  }
}
