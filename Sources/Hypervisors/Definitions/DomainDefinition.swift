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
  /// Whether a password of a display is in it, so that it has to be kept from other eyes.
  public let hasSecrets: Bool
  /// `domain/on_crash`, `on_poweroff` and `on_reboot`; empty where the hypervisor's default holds.
  public let onCrash, onPoweroff, onReboot: String
  /// The texts of `domain/rehearsal/line`: the script of a rehearsed guest.
  public let lines: [String]

  /// Reads a definition.
  ///
  /// - Throws: `.badDefinition` when it is not well-formed, not one of a domain, or without a name.
  public init(parsing bytes: [UInt8]) throws(Failure) {
    var parser = try PullParser(bytes)
    var reading = Reading()
    while let event = try parser.next() { reading.take(event) }
    guard reading.root == "domain" else {
      throw Failure(
        .badDefinition, cause: "the document is a <\(reading.root)> and not a <domain>")
    }
    name = reading.texts["name"] ?? ""
    guard !name.isEmpty else { throw Failure(.badDefinition, cause: "the domain has no <name>") }
    uuid = try DomainDefinition.canonical(uuid: reading.texts["uuid"] ?? "")
    (type, id) = (reading.type, reading.id)
    (marks, hasSecrets, lines) = (reading.marks, reading.hasSecrets, reading.lines)
    onCrash = (reading.texts["on_crash"] ?? "").withoutBlankEnds
    onPoweroff = (reading.texts["on_poweroff"] ?? "").withoutBlankEnds
    onReboot = (reading.texts["on_reboot"] ?? "").withoutBlankEnds
  }

  /// A UUID in the one form that is compared: libvirt takes it with hyphens anywhere or none, in either case.
  private static func canonical(uuid text: String) throws(Failure) -> String {
    let trimmed = text.withoutBlankEnds
    if trimmed.isEmpty { return "" }
    let digits = Array(trimmed.lowercased().utf8.filter { $0 != UInt8(ascii: "-") })
    guard digits.count == 32, digits.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else {
      throw Failure(.badDefinition, cause: "the <uuid> '\(trimmed.prefix(64))' is not a UUID")
    }
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return parts.map { String(decoding: digits[$0], as: UTF8.self) }.joined(separator: "-")
  }
}

/// A walk through a definition: where it is, and what it has found.
private struct Reading {
  private(set) var root = ""
  private(set) var type = ""
  private(set) var id = ""
  /// The text of the first child of the root of each name.
  private(set) var texts: [String: String] = [:]
  private(set) var marks: [String] = []
  private(set) var lines: [String] = []
  private(set) var hasSecrets = false

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
    path.append(name)
    scopes.append(
      attributes.reduce(into: [:]) { scope, attribute in
        if attribute.name == "xmlns" { scope[""] = attribute.value }
        if attribute.name.hasPrefix("xmlns:") {
          scope[String(attribute.name.dropFirst(6))] = attribute.value
        }
      })
    if name == "graphics", attributes.contains(where: { $0.name == "passwd" && !$0.value.isEmpty })
    {
      hasSecrets = true
    }
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
