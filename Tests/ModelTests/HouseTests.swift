import Platform
import TestSupport
import Testing

/// The articles of the house: what they name is there, and what a comment cites stands in them.
@Suite struct HouseTests {
  private static let catalogue = "Sources/Applets/House.docc"

  private static var articles: [SourceTree.File] {
    get throws {
      try SourceTree.files(below: catalogue).filter { $0.path.hasSuffix(".md") }
    }
  }

  private static var code: [SourceTree.File] {
    get throws {
      try ["Sources", "Tests"].flatMap { try SourceTree.files(below: $0) }
        .filter { $0.path.hasSuffix(".swift") }
    }
  }

  /// The articles, and what leads to them.
  private static var texts: [SourceTree.File] {
    get throws {
      try ["README.md", "Sources/README.md"].map(SourceTree.file) + articles
    }
  }

  /// What lies at the top, as far as an article names it.
  private static let tops: Set = [
    "Sources", "Tests", "gds", "man", "README.md", "Package.swift",
  ]

  /// What stands in backticks, without the lines of an example.
  private static func quoted(_ text: String) -> [Substring] {
    let parts = text.split(separator: "```", omittingEmptySubsequences: false)
    let prose = parts.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    return prose.flatMap { part in
      part.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map(\.element)
    }
  }

  @Test func everyFileThatIsNamedIsThere() throws {
    var count = 0
    for article in try Self.texts {
      for token in Self.quoted(article.text) {
        let path = token.prefix { $0 != " " && $0 != "\n" }
        guard let top = path.split(separator: "/").first, Self.tops.contains(String(top)),
          !path.contains("*")
        else { continue }
        count += 1
        #expect(
          Files.information("\(SourceTree.root)/\(path)") != nil, "\(article.path): \(path)")
      }
    }
    #expect(count > 100)
  }

  /// Each `SomeTests` and `SomeTests.aName` is a suite and a test of it, and each `Type.member` of ours a member.
  @Test func everyTestAndEveryMemberThatIsNamedIsThere() throws {
    let declared = try Self.declarations()
    var count = 0
    for article in try Self.articles {
      for token in Self.quoted(article.text) {
        let name = /([A-Z][A-Za-z]*)(?:\.([a-z]\w*)\S*)?/
        guard let match = token.wholeMatch(of: name) else { continue }
        let (type, member) = (String(match.1), match.2)
        let files = declared[type] ?? []
        let isSuite = type.hasSuffix("Tests") && type != "Tests"
        #expect(!isSuite || !files.isEmpty, "\(article.path): \(type)")
        guard let member, !files.isEmpty else { continue }
        count += 1
        #expect(
          files.contains { Self.words($0.text).contains(String(member)) },
          "\(article.path): \(token)")
      }
    }
    #expect(count > 20)
  }

  /// The files that declare a type or extend it.
  private static func declarations() throws -> [String: [SourceTree.File]] {
    let keywords: Set = ["struct", "enum", "class", "protocol", "extension"]
    var found: [String: [SourceTree.File]] = [:]
    for file in try code {
      for line in file.lines where keywords.contains(where: { line.contains($0) }) {
        let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
        for (keyword, name) in zip(words, words.dropFirst()) where keywords.contains(keyword) {
          found[name, default: []].append(file)
        }
      }
    }
    return found
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
  }

  @Test func everyLinkLeadsToAFile() throws {
    for article in try Self.texts {
      let directory = Files.parent(of: "\(SourceTree.root)/\(article.path)")
      let links = article.text.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
      for link in links where !link.contains("://") {
        let file = link.prefix { $0 != "#" }
        let path = "\(directory)/\(file)"
        #expect(Files.information(path) != nil, "\(article.path): \(link)")
      }
      for link in article.text.matches(of: /<doc:([A-Za-z]+)/) {
        let path = "\(Self.catalogue)/\(link.1).md"
        #expect(Files.information("\(SourceTree.root)/\(path)") != nil, "\(article.path): \(path)")
      }
    }
  }

  /// A newcomer finds every article from the first one.
  @Test func everyArticleIsOnTheLandingPage() throws {
    let first = try SourceTree.file("\(Self.catalogue)/House.md")
    for article in try Self.articles where article.path != first.path {
      let name = Files.name(of: article.path)
      #expect(first.text.contains("](\(name))"), "\(name)")
    }
  }

  /// Each room, and each folder in one.
  @Test func everyFolderIsOnTheLandingPage() throws {
    let text = try SourceTree.file("\(Self.catalogue)/House.md").text
    let folders = try Self.code.filter { $0.path.hasPrefix("Sources/") }.flatMap { file in
      let parts = file.path.split(separator: "/").dropLast()
      return [parts.prefix(2), parts.prefix(3)].map { $0.joined(separator: "/") }
    }
    for folder in Set(folders) { #expect(text.contains("`\(folder)"), "\(folder)") }
  }

  private static func rules() throws -> [(number: Int, text: Substring)] {
    let text = try SourceTree.file("\(catalogue)/Rules.md").text
    return text.split(separator: "\n### ").dropFirst().map { section in
      (Int(section.prefix { $0.isNumber }) ?? 0, section)
    }
  }

  @Test func eachRuleSaysWhyAndWhatHoldsIt() throws {
    let rules = try Self.rules()
    #expect(rules.map(\.number) == Array(1...18), "a number is cited, so it never changes")
    for rule in rules {
      for word in ["\n\nWhy: ", "\n\nHeld by: "] {
        #expect(rule.text.contains(word), "rule \(rule.number): \(word)")
      }
    }
  }

  @Test func everyRuleThatIsCitedIsThere() throws {
    let numbers = Set(try Self.rules().map(\.number))
    var cited: Set<Int> = []
    for file in try Self.code + Self.articles where file.text.contains("ouse rule") {
      for match in file.text.matches(of: /[Hh]ouse rules? ([0-9]+(?:(?:, | and )[0-9]+)*)/) {
        for word in match.1.split(whereSeparator: { !$0.isNumber }) {
          let number = Int(word) ?? 0
          #expect(numbers.contains(number), "\(file.path): \(match.0)")
          cited.insert(number)
        }
      }
    }
    #expect(cited.count > 5)
  }
}
