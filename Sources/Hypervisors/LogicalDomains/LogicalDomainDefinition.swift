internal import Model

/// What the agent has to know of the constraints that `ldm list-constraints -x` writes.
///
/// An envelope of OVF with one `<Content xsi:type="ovf:VirtualSystem_Type" id="name">` a domain: Toolstacks, ldm's constraints.
struct LogicalDomainDefinition: Equatable {
  let name: String
  /// The UUID in `ldom_info`, lower case; empty when there is none.
  let uuid: String

  /// Reads a definition.
  ///
  /// - Throws: `.badDefinition` when it is not well-formed, or not of exactly one domain with a legal name.
  init(parsing bytes: [UInt8]) throws(Failure) {
    try GuestDefinition.expectXML(bytes)
    var parser = try PullParser(bytes)
    var path: [String] = []
    var names: [String] = []
    var text = ""
    var uuid = ""
    while let event = try parser.next() {
      switch event {
      case .startElement(let name, let attributes):
        if path.isEmpty, name.localName != "LDM_interface" {
          let remedy = "'ldm list-constraints -x NAME' writes one"
          throw Failure(
            .badDefinition,
            cause: "the document is a <\(name)> and not an <LDM_interface>; \(remedy)")
        }
        path.append(name)
        text = ""
        let type = attributes.first { $0.name.localName == "type" }?.value
        if name.localName == "Content", type?.localName == "VirtualSystem_Type" {
          names.append(attributes.first { $0.name.localName == "id" }?.value ?? "")
        }
      case .text(let more):
        text += more
      case .endElement(let name):
        path.removeLast()
        if name.localName == "uuid", uuid.isEmpty { uuid = text.trimmedLines.joined() }
      }
    }
    guard let name = names.first, names.count == 1 else {
      throw Failure(
        .badDefinition,
        cause: "it is of \(names.count) domains; list-constraints -x NAME writes one")
    }
    if let objection = LogicalDomainName.objection(to: name) {
      throw Failure(.badDefinition, cause: "its domain is named '\(name)': \(objection)")
    }
    self.name = name
    self.uuid = GuestUUID.canonical(uuid) ?? uuid.lowercased()
  }
}

/// What may be the name of a logical domain.
///
/// Source: Toolstacks, ldm's names.
public enum LogicalDomainName {
  public static let control = "primary"

  /// Why this cannot be the name of a guest, or nil when it can.
  public static func objection(to name: String) -> String? {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, isLetterOrDigit(first) else {
      return "it has to begin with a letter or a digit"
    }
    if bytes.count > 256 { return "it has more than 256 characters" }
    if !bytes.allSatisfy({ isLetterOrDigit($0) || "-_+#.:;~()".utf8.contains($0) }) {
      return "only letters, digits and -_+#.:;~() may be in it"
    }
    return name == control ? "that is the control domain, which is no guest" : nil
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
