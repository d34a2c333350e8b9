/// A pull parser for the XML that toolstacks write: one event after another, over bytes in memory.
///
/// It checks what well-formedness asks for (nesting, quoting, references, unique attributes) and understands no DTD, so nothing
/// is ever fetched or expanded without bound. Prefixes of names are kept as text. Time and memory are linear in the input.
/// Source: Extensible Markup Language 1.0, fifth edition.
public struct PullParser: Sendable {
  /// An attribute of an element, its references and blanks resolved.
  public struct Attribute: Equatable, Sendable {
    /// The name with its prefix.
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
      (self.name, self.value) = (name, value)
    }
  }

  /// What comes next in a document.
  public enum Event: Equatable, Sendable {
    case startElement(name: String, attributes: [Attribute])
    /// Text, with what is around comments and CDATA sections joined; never empty.
    case text(String)
    case endElement(name: String)
  }

  /// The longest document that is read, in bytes.
  public static let maximumSize = 16 << 20
  /// How deep elements may be nested.
  public static let maximumDepth = 256

  private var scanner: DocumentScanner
  private var open: [String] = []
  private var waiting: [Event] = []
  private var hasRoot = false
  private var tag = 0

  /// The line of the tag that was read last, from 1; a text ends there.
  public var line: Int { scanner.line(of: tag) }

  /// Where the tag stands that was read last, in bytes; an element without content has one tag for its beginning and its end.
  public var extent: Range<Int> { tag..<scanner.position }

  /// A parser at the beginning of a document, which has to be UTF-8.
  ///
  /// The encoding that the document declares does not count: libvirt reads every definition as UTF-8 (tried with 9.0).
  public init(_ bytes: [UInt8]) throws(Failure) {
    guard bytes.count <= PullParser.maximumSize else {
      throw Failure(.badDefinition, cause: "longer than \(PullParser.maximumSize >> 20) MB")
    }
    scanner = DocumentScanner(bytes)
    if UTF8Scan.isUTF16(bytes) || bytes.prefix(4).contains(0) {
      throw scanner.failure("not UTF-8; 'iconv -f UTF-16 -t UTF-8' makes it so")
    }
    if let place = UTF8Scan.firstInvalid(in: bytes) {
      let remedy = scanner.declaredEncoding().map { "; 'iconv -f \($0) -t UTF-8' makes it so" }
      throw scanner.failure("not UTF-8" + (remedy ?? ""), at: place)
    }
    _ = scanner.skip([0xEF, 0xBB, 0xBF])
  }

  /// The next event, or nil at the end of a well-formed document.
  ///
  /// - Throws: `.badDefinition` with the line and the column of the first error.
  public mutating func next() throws(Failure) -> Event? {
    if waiting.isEmpty { waiting = try nextTag().reversed() }
    return waiting.popLast()
  }

  /// The text up to the next tag, if there is any, and the tag; nothing at the end.
  private mutating func nextTag() throws(Failure) -> [Event] {
    var text: [UInt8] = []
    while !scanner.isAtEnd {
      if scanner.skip("<!--") {
        try scanner.skip(past: "-->", of: "comment")
      } else if scanner.skip("<?") {
        try scanner.skip(past: "?>", of: "processing instruction")
      } else if scanner.looking(at: "<![CDATA["), !open.isEmpty {
        text += try scanner.characterData()
      } else if scanner.looking(at: "<!") {
        // An entity that a DOCTYPE declares could name a file or grow without bound.
        throw scanner.failure("a DOCTYPE or another declaration is not allowed here")
      } else if scanner.looking(at: "<") {
        tag = scanner.position
        let before: [Event] =
          text.isEmpty ? [] : [.text(String(decoding: text, as: UTF8.self))]
        return before + (scanner.looking(at: "</") ? [try endTag()] : try startTag())
      } else {
        let start = scanner.position
        let more = try scanner.text()
        if open.isEmpty, !more.allSatisfy(DocumentScanner.isBlank) {
          throw scanner.failure("text outside of the document's element", at: start)
        }
        if !open.isEmpty { text += more }
      }
    }
    if let name = open.last { throw scanner.failure("the document ends inside <\(name)>") }
    guard hasRoot else { throw scanner.failure("the document has no element") }
    return []
  }

  private mutating func endTag() throws(Failure) -> Event {
    let start = scanner.position
    _ = scanner.skip("</")
    let name = try scanner.name()
    scanner.skipBlanks()
    guard scanner.skip(">") else { throw scanner.failure("'>' expected in </\(name)>") }
    guard let opened = open.popLast() else {
      throw scanner.failure("</\(name)> ends an element that did not begin", at: start)
    }
    guard opened.utf8.elementsEqual(name.utf8) else {
      throw scanner.failure("</\(name)> where </\(opened)> is expected", at: start)
    }
    return .endElement(name: name)
  }

  private mutating func startTag() throws(Failure) -> [Event] {
    let start = scanner.position
    if hasRoot, open.isEmpty { throw scanner.failure("a second element at the top") }
    guard open.count < PullParser.maximumDepth else {
      throw scanner.failure("elements are nested deeper than \(PullParser.maximumDepth)")
    }
    _ = scanner.skip("<")
    let name = try scanner.name()
    var attributes: [Attribute] = []
    var known: Set<String> = []
    while true {
      let isApart = scanner.skipBlanks()
      if scanner.skip("/>") {
        hasRoot = true
        return [.startElement(name: name, attributes: attributes), .endElement(name: name)]
      }
      if scanner.skip(">") {
        hasRoot = true
        open.append(name)
        return [.startElement(name: name, attributes: attributes)]
      }
      if scanner.isAtEnd { throw scanner.failure("the document ends inside <\(name)", at: start) }
      guard isApart else { throw scanner.failure("a blank is expected in <\(name)>") }
      let place = scanner.position
      let attribute = try scanner.attribute()
      guard known.insert(attribute.name).inserted else {
        throw scanner.failure("the attribute \(attribute.name) is given twice", at: place)
      }
      attributes.append(attribute)
    }
  }
}
