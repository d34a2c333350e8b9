internal import Model

/// Two definitions of a guest, compared by what they say.
extension DomainDefinition {
  /// Whether they say the same but for `<metadata>`, where others and we leave notes, and for blanks between elements.
  ///
  /// Of two that libvirt wrote: it adds what is missing and orders what is there.
  public static func saysTheSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard let one = try? events(one), let other = try? events(other) else { return false }
    return one == other
  }

  /// A definition with a UUID as its last element.
  public static func adding(uuid: String, to definition: [UInt8]) -> [UInt8] {
    guard let place = endOfRoot(in: definition) else { return definition }
    return definition[..<place] + Array("<uuid>\(uuid)</uuid>\n".utf8) + definition[place...]
  }

  /// Where the end tag of the root begins; a comment may follow it.
  private static func endOfRoot(in definition: [UInt8]) -> Int? {
    guard var parser = try? PullParser(definition) else { return nil }
    var depth = 0
    while let event = try? parser.next() {
      switch event {
      case .startElement: depth += 1
      case .endElement: depth -= 1
      case .text: continue
      }
      if depth == 0 { return parser.extent.lowerBound }
    }
    return nil
  }

  static func events(_ bytes: [UInt8]) throws(Failure) -> [PullParser.Event] {
    var parser = try PullParser(bytes)
    var events: [PullParser.Event] = []
    var (depth, metadata) = (0, false)
    while let event = try parser.next() {
      switch event {
      case .startElement(let name, _):
        depth += 1
        if depth == 2, name == "metadata" { metadata = true }
        if !metadata { events.append(event) }
      case .text(let text):
        if !metadata, text.contains(where: { !$0.isWhitespace }) { events.append(event) }
      case .endElement:
        if !metadata { events.append(event) }
        if depth == 2 { metadata = false }
        depth -= 1
      }
    }
    return events
  }
}
