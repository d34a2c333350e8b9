import Model
import Platform

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
    "xen-definition": { _ = try? XenDefinition(parsing: $0) },
    "ldom-definition": { _ = try? LogicalDomainDefinition(parsing: $0) },
    "xl": xl, "ldm": ldm, "virsh": virsh, "command-line": commandLine, "rehearsal": rehearsal,
    "xml": xml, "history": history,
  ]

  static let chosen: Target = {
    let name = Environment["HA_XVM_FUZZ_TARGET"] ?? ""
    guard let target = all[name] else {
      Output.complain("HA_XVM_FUZZ_TARGET is one of \(all.keys.sorted().joined(separator: " "))")
      Output.exit(2)
    }
    return target
  }()

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static let wire: Target = { bytes in
    _ = try? WireMessage.length(bytes)
    guard let message = try? WireMessage(afterLength: bytes) else { return }
    precondition(message.bytes.count == WireMessage.headerLength + message.body.count)
    var decoder = XDRDecoder(message.body)
    while (try? decoder.optionalString()) != nil {}
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

  private static let setUp: Target = { bytes in
    var problems: [Failure] = []
    _ = try? SetupFile.parse(bytes, name: "f", problems: &problems).identity()
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

  private static let definition: Target = { bytes in
    guard let definition = try? DomainDefinition(parsing: bytes) else { return }
    precondition(!definition.name.isEmpty)
    _ = try? RehearsalDefinition.read(bytes)
  }

  private static let xl: Target = { bytes in
    _ = XenList(parsing: text(bytes))?.finding("web")
    _ = XenState.decode(text(bytes), processors: 2)
    _ = XenInfo(parsing: text(bytes)).room
    _ = XenFacts(parsing: text(bytes)).disks
    _ = XenLog(text(bytes).split(separator: "\n").map(String.init)).endsSuspended
    _ = XenName.plain(text(bytes))
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

  private static let ldm: Target = { bytes in
    guard let listing = DomainListing(parsing: text(bytes)) else { return }
    for row in listing.rows { _ = DomainState.state(of: row) }
  }

  private static let virsh: Target = { bytes in
    let words = text(bytes)
    _ = LibvirtState.parse(words)
    if let progress = LibvirtJob.parse(words) {
      precondition((0...100).contains(progress.percent) && !progress.description.isEmpty)
    }
    let memory = LibvirtDriver.kibibytes(of: "Max memory", in: words) ?? 0
    let free = LibvirtDriver.freeMemory(in: words) ?? 0
    precondition(memory >= 0 && free >= 0)
    let rate = LibvirtPace.rate(LibvirtPace.fields(words))
    _ = MoveForecast(
      MovePace(memory: memory, written: (rate << 20, 3 * rate << 20), speed: max(free, 1)))
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
    _ = try? GuestScript(lines)
    for line in lines {
      guard let words = TabbedLine.split(line) else { continue }
      precondition(TabbedLine.split(TabbedLine.join(words)) == words)
    }
  }
}
