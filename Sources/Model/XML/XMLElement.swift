/// An element of a small document as a tree; its texts are left out, as the documents that it is for have none that count.
public struct XMLElement: Equatable, Sendable {
  public var name: String
  public var attributes: [String: String]
  public var children: [XMLElement]

  public init(
    _ name: String, _ attributes: [String: String] = [:], _ children: [XMLElement] = []
  ) {
    (self.name, self.attributes, self.children) = (name, attributes, children)
  }

  /// Reads a document.
  ///
  /// - Throws: `.badDefinition` with line and column when it is not well-formed.
  public init(parsing bytes: [UInt8]) throws(Failure) {
    var parser = try PullParser(bytes)
    var open = [XMLElement("")]
    while let event = try parser.next() {
      switch event {
      case .startElement(let name, let attributes):
        open.append(
          XMLElement(
            name,
            Dictionary(
              attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })))
      case .endElement:
        if let last = open.popLast() { open[open.count - 1].children.append(last) }
      case .text: break
      }
    }
    self = open[0].children[0]
  }

  /// The value of an attribute, or nil.
  public subscript(_ name: String) -> String? { attributes[name] }

  /// The attribute `id`; empty when there is none.
  public var id: String { attributes["id"] ?? "" }

  /// The first child of a name, or nil.
  public func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The children of a name.
  public func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

  /// Every element of a name in it, at any depth.
  public func everywhere(_ name: String) -> [XMLElement] {
    children.flatMap { ($0.name == name ? [$0] : []) + $0.everywhere(name) }
  }

  /// The element without the attribute `id` of what is in it, which tools give as they like.
  public var withoutInnerIDs: XMLElement {
    XMLElement(
      name, attributes,
      children.map { child in
        var copy = child.withoutInnerIDs
        copy.attributes["id"] = nil
        return copy
      })
  }

  /// The element as text, a line for each element, `id` before the other attributes.
  public var text: String { lines("").joined(separator: "\n") + "\n" }

  /// The element in one line.
  public var line: String { lines("").map(\.trimmed).joined() }

  private func lines(_ indent: String) -> [String] {
    let sorted = attributes.sorted {
      $0.key == "id" || ($1.key != "id" && $0.key < $1.key)
    }
    let head =
      indent + "<" + name
      + sorted.map { " \($0.key)=\"\(Escapes.xml($0.value))\"" }.joined()
    if children.isEmpty { return [head + "/>"] }
    return [head + ">"] + children.flatMap { $0.lines(indent + "  ") } + ["\(indent)</\(name)>"]
  }
}
