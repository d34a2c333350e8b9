import GenericDataService
import Model
import Platform
import Render
import TestSupport
import Testing

@testable import Applets

/// The pages in man/: that they are what the program writes, that formatters like them, and that they say what the tables say.
@Suite struct ManualPagesTests {
  private static let pages = (try? ManualPages.all) ?? []
  private static let remedy = "run: swift run ha-xvm xvm_emit man -d man"

  @Test func thePagesOfTheProjectAreThoseThatAreWritten() throws {
    let there = try SourceTree.files(below: "man")
    let wanted = Dictionary(
      uniqueKeysWithValues: try ManualPages.all.map { ("man/\($0.fileName)", MdocPage.render($0)) })
    #expect(wanted.count > Registry.applets.count)
    #expect(
      Set(there.map(\.path)).subtracting(wanted.keys) == [], "nobody writes these; remove them")
    #expect(Set(wanted.keys).subtracting(there.map(\.path)) == [], "missing; \(Self.remedy)")
    let stale = there.filter { wanted[$0.path] != $0.text }.map(\.path)
    #expect(stale == [], "these are not what the program writes; \(Self.remedy)")
  }

  @Test func mandocFindsNothingWrong() throws {
    let paths = try SourceTree.files(below: "man").map { "\(SourceTree.root)/\($0.path)" }
    #expect(paths.count > 20)
    #expect(try Formatter.lint(paths) == [])
  }

  @Test(arguments: pages.map(\.fileName))
  func groffWarnsOfNothing(_ name: String) throws {
    #expect(try Formatter.warnings("\(SourceTree.root)/man/\(name)") == [])
  }

  @Test func everyReferenceLeadsToAPage() throws {
    let own = Set(Self.pages.map { "\($0.name) \($0.section)" })
    let others: Set = [
      "ccradm 8CL", "clresource 8CL", "clresourcetype 8CL", "r_properties 5", "r_properties 7",
      "rt_reg 5", "scds_fm_sleep 3HA", "scds_svc_wait 3HA",
    ]
    for page in Self.pages {
      let references = MdocPage.render(page).matches(of: #/\bXr (?:\\&)?(\S+ \w+)/#)
      for reference in references.map({ String($0.1) }) {
        #expect(own.contains(reference) || others.contains(reference), "\(page.fileName)")
      }
    }
  }

  /// Each property's facts stand under its name, in this order.
  @Test(arguments: [
    ("OHAC.xvm.7", ExtensionProperties.all), ("gds.7", ServiceProperties.all),
  ])
  func aTypePageSaysWhatTheTableSays(_ name: String, _ rows: [ExtensionProperty]) throws {
    let page = try #require(Self.pages.first { $0.fileName == name })
    let lines = try Formatter.text(MdocPage.render(page)).split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    for row in rows {
      let start = try #require(lines.firstIndex { $0.hasPrefix("\(row.name) (") }, "\(row.name)")
      let body = lines[(start + 1)...]
      var wanted = ["Category \(row.category == .required ? "Required" : "Optional")"]
      if case .choice(let words) = row.kind {
        wanted.append("Values " + words.joined(separator: ", "))
      }
      let none = row.kind == .list ? "The empty list" : "Null"
      wanted.append("Default " + (row.initial.map { $0.isEmpty ? none : $0 } ?? "No default"))
      if case .integer(let range) = row.kind {
        wanted += ["Minimum \(range.lowerBound)", "Maximum \(range.upperBound)"]
      }
      switch row.kind {
      case .string(let maximum), .uri(let maximum): wanted.append("Maximum \(maximum) bytes")
      default: break
      }
      wanted.append("Tunable \(row.tunable.rawValue)")
      let facts = try #require(body.firstIndex { $0.hasPrefix("Category ") })
      #expect(Array(lines[facts...].prefix(wanted.count)) == wanted, "\(row.name)")
      let prose = body[..<facts].joined(separator: " ")
      #expect(prose.lowercased().contains(row.summary.lowercased().prefix(20)), "\(row.name)")
      #expect(prose.contains("Not verified:") == (row.unverified != nil), "\(row.name)")
    }
  }

  @Test func everyMessageIsExplained() throws {
    let page = try #require(Self.pages.first { $0.name == "ha-xvm_messages" })
    let text = try Formatter.text(MdocPage.render(page)).split { $0 == "\n" || $0 == " " }
      .joined(separator: " ")
    for row in Catalogue.all {
      let said = "\(row.number) \(row.sentence) \(row.explanation) What to do: \(row.remedy)"
      // The terminal's quotes are not ours, and a word is not broken at a hyphen in a row.
      let plain: (String) -> String = { $0.filter { !"'`".contains($0) } }
      #expect(plain(text).contains(plain(said)), "\(row.number)")
    }
  }

  @Test(arguments: Registry.applets.map { $0.manual.name })
  func aCommandPageNamesEveryOption(_ name: String) throws {
    let page = try #require(Self.pages.first { $0.fileName == "\(name).8" })
    let manual = try #require(Registry.applets.first { $0.manual.name == name }).manual
    let text = try Formatter.text(MdocPage.render(page))
    for option in manual.options {
      let letter = option.letter.map { "-\($0), " } ?? ""
      let argument = option.argument.map { " \($0)" } ?? ""
      #expect(text.contains("\n     \(letter)--\(option.word)\(argument)"))
    }
    for exit in manual.exits { #expect(text.contains("\n     \(exit.status) ")) }
  }

  /// The forms of a synopsis are written by hand; what they name has to be there.
  @Test(arguments: (Registry.applets.map { $0.manual } + [Overview.manual]).map(\.name))
  func theFormsOfACallNameWhatIsThere(_ name: String) throws {
    let manuals = Registry.applets.map { $0.manual } + [Overview.manual]
    let manual = try #require(manuals.first { $0.name == name })
    let text = manual.forms.joined(separator: " ")
    for form in manual.forms { #expect(form == name || form.hasPrefix(name + " ")) }
    let words = Set(text.split { " []|".contains($0) }.map(String.init))
    let flags = Set(
      manual.options.flatMap { option in
        [option.letter.map { "-\($0)" } ?? "--\(option.word)"]
      })
    let named = Set(words.filter { $0.hasPrefix("-") })
    #expect(flags.subtracting(named) == [])
    // Behind its operand a command that has others in it may name their options.
    if !manual.endsAtOperand { #expect(named.subtracting(flags) == []) }
  }
}
