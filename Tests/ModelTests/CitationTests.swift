import Platform
import TestSupport
import Testing

/// A fact from outside stands in an article of the house, and code cites it by article and section: `ARTICLE, SECTION`.
@Suite struct CitationTests {
  private static let house = "Sources/Applets/House.docc"
  private static let articles = ["Contract", "Toolstacks", "StockAgents"]

  /// The sections of an article, as the words of their titles.
  private static func sections(of article: String) throws -> [[Substring]] {
    let bytes = try Files.read("\(SourceTree.root)/\(house)/\(article).md")
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3).split(separator: " ") }
  }

  /// The article that `word` begins a citation of.
  private static func article(citedBy word: Substring) -> String? {
    articles.first { article in
      word.hasSuffix(article + ",") && word.dropLast(article.count + 1).last?.isLetter != true
    }
  }

  /// Whether `words` begin with a title, whose last word may have a sign behind it.
  private static func begin(_ words: ArraySlice<Substring>, with title: [Substring]) -> Bool {
    guard words.count >= title.count, let last = title.last,
      words.prefix(title.count - 1).elementsEqual(title.dropLast())
    else { return false }
    let word = words[words.startIndex + title.count - 1]
    guard word.hasPrefix(last) else { return false }
    guard let next = word.dropFirst(last.count).first else { return true }
    return !next.isLetter && !next.isNumber && next != "_"
  }

  private static func files() throws -> [(path: String, text: String)] {
    let documents = try ["README.md", "Package.swift"].map { name in
      (name, String(decoding: try Files.read("\(SourceTree.root)/\(name)"), as: UTF8.self))
    }
    let files = try ["Sources", "Tests", "gds", "man"].flatMap(SourceTree.files(below:))
    // This file names what no other may.
    return documents + files.filter { !#filePath.hasSuffix($0.path) }.map { ($0.path, $0.text) }
  }

  @Test func everyCitationIsOfASectionAndEverySectionIsCited() throws {
    var unused: Set<[Substring]> = []
    var sections: [String: [[Substring]]] = [:]
    for article in Self.articles {
      let titles = try Self.sections(of: article)
      sections[article] = titles
      unused.formUnion(titles.map { [article[...]] + $0 })
    }
    #expect(unused.count > 40)
    for file in try Self.files() where !file.path.hasPrefix(Self.house) {
      guard Self.articles.contains(where: { file.text.contains("\($0),") }) else { continue }
      let words = file.text.split(whereSeparator: \.isWhitespace)
        .filter { !["///", "//", "#"].contains($0) }
      for (place, word) in words.enumerated() {
        guard let article = Self.article(citedBy: word) else { continue }
        let rest = words[(place + 1)...]
        let cited = sections[article, default: []].filter { Self.begin(rest, with: $0) }
        let found = rest.prefix(6).joined(separator: " ")
        #expect(!cited.isEmpty, "\(file.path): \(article) has no section '\(found)...'")
        unused.subtract(cited.map { [article[...]] + $0 })
      }
    }
    #expect(unused == [], "no code cites these")
  }

  @Test func noPaperIsCitedThatIsNotHere() throws {
    let papers =
      [
        "gds-contract", "guest-agents", "legacy-ksh", "peers.md", "style-anchors", "test-beds",
        "xl-transcripts", "cluster-commands.md", "cluster-commands, ", "(recall",
      ]
      + (1...4).flatMap { ["able b\($0)", "ection b\($0)", " b\($0), ", " b\($0): "] }
    for file in try Self.files() {
      let found = papers.filter(file.text.contains)
      #expect(found == [], "\(file.path)")
    }
  }
}
