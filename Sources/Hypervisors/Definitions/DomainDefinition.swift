public import Model

/// What the agent has to know of a guest's definition, as libvirt writes it and as the rehearsal reads it.
///
/// Only what stands at its very place counts: a `<name>` inside a device or a comment is not the guest's.
/// Source: libvirt, "Domain XML format".
public struct DomainDefinition: Equatable, Sendable {
  /// Our namespace in `<metadata>`.
  public static let namespace = "urn:ohac:ha-xvm:1"
  /// The local name of our element there.
  public static let element = "resource"

  /// `domain/@type`: `kvm`, `qemu`; empty when there is none.
  public let type: String
  /// `domain/@id`, the hypervisor's number of a running guest; empty when it does not run.
  public let id: String
  /// `domain/name`, exactly as it stands there, blanks included.
  public let name: String
  /// `domain/uuid`, lower case with hyphens; empty when there is none.
  public let uuid: String
  /// The texts of our elements in `domain/metadata`: the marks that say whose guest it is.
  public let marks: [String]
  /// `domain/on_crash`, `on_poweroff` and `on_reboot`; empty where the hypervisor's default holds.
  public let onCrash, onPoweroff, onReboot: String
  /// `domain/vcpu`, one where there is none, and `domain/memory` in whole MiB; nil where it does not say.
  public let processors, mebibytes: Int?
  /// What of that its balloon leaves it when it starts; nil where it does not say.
  public let currentMebibytes: Int?
  /// The texts of `domain/rehearsal/line`: the script of a rehearsed guest.
  public let lines: [String]

  /// Reads a definition.
  ///
  /// - Throws: `.badDefinition` when it is not well-formed, not one of a domain, or without a name.
  public init(parsing bytes: [UInt8]) throws(Failure) {
    try GuestDefinition.expectXML(bytes)
    var parser = try PullParser(bytes)
    var reading = Reading()
    while let event = try parser.next() { reading.take(event) }
    guard reading.root.localName == "domain" else {
      let remedy = DomainDefinition.remedies[reading.root].map { "; \($0)" } ?? ""
      throw Failure(
        .badDefinition, cause: "the document is a <\(reading.root)> and not a <domain>\(remedy)")
    }
    name = reading.texts["name"] ?? ""
    guard !name.isEmpty else { throw Failure(.badDefinition, cause: "the domain has no <name>") }
    let text = (reading.texts["uuid"] ?? "").withoutBlankEnds
    guard let uuid = text.isEmpty ? "" : GuestUUID.canonical(text) else {
      throw Failure(.badDefinition, cause: "the <uuid> '\(text.prefix(64))' is not a UUID")
    }
    self.uuid = uuid
    (type, id) = (reading.type, reading.id)
    (marks, lines) = (reading.marks, reading.lines)
    processors = Int(outside: (reading.texts["vcpu"] ?? "1").withoutBlankEnds, in: 1...1 << 20)
    mebibytes = DomainDefinition.mebibytes(
      (reading.texts["memory"] ?? "").withoutBlankEnds, reading.memoryUnits["memory"] ?? "")
    currentMebibytes = DomainDefinition.mebibytes(
      (reading.texts["currentMemory"] ?? "").withoutBlankEnds,
      reading.memoryUnits["currentMemory"] ?? "")
    onCrash = (reading.texts["on_crash"] ?? "").withoutBlankEnds
    onPoweroff = (reading.texts["on_poweroff"] ?? "").withoutBlankEnds
    onReboot = (reading.texts["on_reboot"] ?? "").withoutBlankEnds
  }

  /// So many bytes are in each unit of a size: libvirt, "Domain XML format", scaled integers.
  private static let units: [String: Int64] = [
    "b": 1, "bytes": 1, "KB": 1_000, "k": 1 << 10, "KiB": 1 << 10, "": 1 << 10, "MB": 1_000_000,
    "M": 1 << 20, "MiB": 1 << 20, "GB": 1_000_000_000, "G": 1 << 30, "GiB": 1 << 30,
    "TB": 1_000_000_000_000, "T": 1 << 40, "TiB": 1 << 40,
  ]

  /// A size in whole MiB, as it takes at least so many; nil for one that no machine has.
  static func mebibytes(_ text: String, _ unit: String) -> Int? {
    guard let factor = units[unit], let number = Int64(outside: text, in: 1...1 << 40),
      case (let bytes, false) = number.multipliedReportingOverflow(by: factor), bytes < 1 << 60
    else { return nil }
    return Int((bytes + (1 << 20) - 1) >> 20)
  }

  /// What to do about documents that are kept beside definitions.
  private static let remedies = [
    "domstatus":
      "it is libvirt's note of a running domain; 'virsh dumpxml --inactive NAME' writes the definition",
    "domainsnapshot": "the definition is the <domain> in it",
    "LDM_interface": "that is of LDoms; set Hypervisor=LDOM",
  ]
}

/// A walk through a definition: where it is, and what it has found.
private struct Reading {
  private(set) var root = ""
  private(set) var type = ""
  private(set) var id = ""
  /// The text of the first child of the root of each name.
  private(set) var texts: [String: String] = [:]
  private(set) var memoryUnits: [String: String] = [:]
  private(set) var marks: [String] = []
  private(set) var lines: [String] = []

  private var path: [String] = []
  private var scopes: [[String: String]] = []
  /// What stands in the child of the root that is open, and in its own child: the text of all that is below, as XPath has it.
  private var text = ""
  private var innerText = ""

  mutating func take(_ event: PullParser.Event) {
    switch event {
    case .startElement(let name, let attributes): begin(name, attributes)
    case .text(let more):
      text += more
      if path.count > 2 { innerText += more }
    case .endElement: end()
    }
  }

  private mutating func begin(_ name: String, _ attributes: [PullParser.Attribute]) {
    if path.isEmpty {
      root = name
      type = attributes.first { $0.name == "type" }?.value ?? ""
      id = attributes.first { $0.name == "id" }?.value ?? ""
    }
    if path.count == 1, ["memory", "currentMemory"].contains(name) {
      memoryUnits[name] = attributes.first { $0.name == "unit" }?.value ?? ""
    }
    path.append(name)
    scopes.append(
      attributes.reduce(into: [:]) { scope, attribute in
        if attribute.name == "xmlns" { scope[""] = attribute.value }
        if attribute.name.hasPrefix("xmlns:") {
          scope[String(attribute.name.dropFirst(6))] = attribute.value
        }
      })
    if path.count == 2 { text = "" }
    if path.count == 3 { innerText = "" }
  }

  private mutating func end() {
    if path.count == 2, texts[path[1]] == nil { texts[path[1]] = text }
    if path.count == 3 {
      if path[1] == "rehearsal", path[2] == "line" { lines.append(innerText) }
      if path[1] == "metadata", isOurs(path[2]) { marks.append(innerText.withoutBlankEnds) }
    }
    path.removeLast()
    scopes.removeLast()
  }

  /// Whether the element that is open now is ours, whatever prefix it has: Namespaces in XML 1.0, section 6.
  private func isOurs(_ name: String) -> Bool {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let prefix = parts.count == 2 ? String(parts[0]) : ""
    guard let local = parts.last, local == DomainDefinition.element else { return false }
    return scopes.last { $0[prefix] != nil }?[prefix] == DomainDefinition.namespace
  }
}

extension String {
  /// The text without blanks, tabs and line breaks at its ends.
  fileprivate var withoutBlankEnds: String {
    let isBlank: (Unicode.Scalar) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0.value) }
    let rest = unicodeScalars.drop(while: isBlank)
    guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(rest[...last])
  }
}
