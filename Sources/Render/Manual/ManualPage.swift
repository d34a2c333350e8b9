/// A manual page as a value: what is said, and in which order; how it is written down is the renderer's matter.
public struct ManualPage: Equatable, Sendable {
  /// A heading in capitals and what stands under it.
  public struct Section: Equatable, Sendable {
    /// The heading: `DESCRIPTION`.
    public let title: String
    /// What stands under it.
    public let blocks: [Block]

    /// A section; one without blocks is left out of the page.
    public init(_ title: String, _ blocks: [Block]) { (self.title, self.blocks) = (title, blocks) }
  }

  /// A part of a section.
  public indirect enum Block: Equatable, Sendable {
    /// Running text.
    case paragraph([Span])
    /// A smaller heading and what stands under it.
    case subsection(String, [Block])
    /// Terms and what is said about each.
    case definitions([Term], Spacing)
    /// Things that are listed.
    case items([[Span]])
    /// Rows of cells under each other.
    case columns([[String]])
    /// Lines to be shown as they are.
    case literal([String])
    /// One way to call a command.
    case synopsis([SynopsisItem])
    /// Pages to read next.
    case references([Reference])
  }

  /// How terms and what is said about them are set.
  public enum Spacing: Equatable, Sendable {
    /// An empty line between two terms; the term on a line of its own if it is long.
    case loose
    /// No empty lines; the terms stand in a column as wide as the longest of them.
    case compact
  }

  /// A term and what is said about it.
  public struct Term: Equatable, Sendable {
    public let term: [Span]
    /// What is said about it.
    public let blocks: [Block]

    /// A row of a list.
    public init(_ term: [Span], _ blocks: [Block]) { (self.term, self.blocks) = (term, blocks) }
  }

  /// Another page.
  public struct Reference: Hashable, Sendable {
    public let name: String
    /// Its section: `8`, `1HA`.
    public let section: String

    /// A page by its name and section.
    public init(_ name: String, _ section: String) { (self.name, self.section) = (name, section) }
  }

  /// The names under which the page is found; the first is the page's own.
  public let names: [String]
  /// 5 for file formats, 7 for types and the like, 8 for commands of an administrator.
  public let section: Int
  /// One line, lower case, no full stop.
  public let summary: String
  /// What the page says after its name.
  public let sections: [Section]

  /// A page; `names` has at least one element.
  public init(names: [String], section: Int, summary: String, sections: [Section]) {
    (self.names, self.section, self.summary) = (names, section, summary)
    self.sections = sections.filter { !$0.blocks.isEmpty }
  }

  /// The page's own name.
  public var name: String { names.first ?? "" }
  /// The name of its file: `gds.8`.
  public var fileName: String { "\(name).\(section)" }
  /// How other pages refer to it.
  public var reference: Reference { Reference(name, String(section)) }
}

/// A part of running text: words, or a few of them that mean something.
public enum Span: Equatable, Sendable {
  /// What a word is the name of.
  public enum Kind: Equatable, Sendable {
    case command, option, argument, path, variable, property, type, literal, quoted, strong
  }

  /// Words as they are.
  case text(String)
  /// A name.
  case name(Kind, String)
  /// Another page.
  case page(ManualPage.Reference)
}

/// A part of a synopsis.
public indirect enum SynopsisItem: Equatable, Sendable {
  /// An option without its first hyphen: `R`, `-install`.
  case option(String)
  /// A name for what the caller puts there.
  case argument(String)
  /// A word that is typed as it is.
  case word(String)
  /// What may be left out.
  case optional([SynopsisItem])
  /// What may be given more than once.
  case repeated(SynopsisItem)
}
