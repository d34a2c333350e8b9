import Platform
import TestSupport
import Testing

/// The rules of the house that a glance at the files can check.
@Suite struct LayoutTests {
  private static var sources: [SourceTree.File] {
    get throws { try SourceTree.files(below: "Sources").filter { $0.path.hasSuffix(".swift") } }
  }

  /// The modules that a file imports, whatever stands before the word.
  private static func imports(_ file: SourceTree.File) -> Set<String> {
    let modules = file.text.matches(
      of:
        /(?m)^(?:@\w+ )*(?:(?:public|package|internal|private|fileprivate) )?import (?:\w+ )?(\w+)/)
    return Set(modules.map { String($0.1) })
  }

  @Test func noFileIsLongerThanFourHundredLines() throws {
    let all = try Self.sources
    #expect(all.count > 30)
    #expect(all.filter { $0.lines.count > 400 }.map(\.path) == [])
    let lengths = all.map(\.lines.count).sorted()
    #expect(lengths[lengths.count / 2] < 200, "the median")
  }

  /// A function, an initialiser or a property with a body.
  private struct Body {
    let place: String
    let kind: Substring
    let name: Substring
    let lines: [Substring]
  }

  private static let modifiers: Set<Substring> = [
    "public", "private", "internal", "fileprivate", "static", "mutating", "consuming", "borrowing",
    "convenience", "override", "final", "@discardableResult",
  ]

  /// What is written in a file, by the indentation that the formatter gives it.
  private static func bodies(in file: SourceTree.File) -> [Body] {
    let lines = file.lines
    return lines.indices.compactMap { number in
      let line = lines[number]
      let indent = line.prefix { $0 == " " }
      let words = line.split(separator: " ").drop { modifiers.contains($0) }
      guard let kind = words.first?.prefix(while: \.isLetter),
        ["func", "init", "var", "subscript"].contains(kind)
      else { return nil }
      let name = words.dropFirst().first?.prefix { $0.isLetter || $0.isNumber } ?? kind
      let rest = lines[number...].dropFirst().prefix { line in
        line.isEmpty || [" ", ")", "{"].contains { line.hasPrefix(indent + $0) }
      }
      guard
        line.hasSuffix("}") || line.hasSuffix("{") || rest.contains(where: { $0.hasSuffix("{") })
      else { return nil }
      return Body(
        place: "\(file.path):\(number + 1): \(line)", kind: kind, name: name,
        lines: [line] + (line.hasSuffix("}") ? [] : rest))
    }
  }

  @Test func noFunctionIsLongerThanSeventyLines() throws {
    let all = try Self.sources.flatMap(Self.bodies)
    #expect(all.count > 1_000)
    // With the brace at its end.
    for body in all where body.lines.count >= 70 { Issue.record("\(body.place)") }
  }

  @Test func onlyPlatformTalksToTheSystem() throws {
    let system: Set = ["Glibc", "Musl", "LinuxCalls", "Darwin", "Synchronization"]
    for file in try Self.sources where !file.path.hasPrefix("Sources/Platform/") {
      #expect(Self.imports(file).isDisjoint(with: system), "\(file.path)")
    }
  }

  @Test func roomsImportOnlyRoomsBelow() throws {
    let below: [String: Set<String>] = [
      "Model": [], "Render": ["Model"], "Platform": ["Model", "LinuxCalls", "Glibc", "Musl"],
      "Hypervisors": ["Model", "Platform"], "Frameworks": ["Model", "Platform"],
      "Agent": ["Model", "Platform", "Hypervisors", "Frameworks"],
      "GenericDataService": ["Model", "Platform", "Frameworks"],
      "Applets": [
        "Model", "Render", "Platform", "Hypervisors", "Frameworks", "Agent", "GenericDataService",
      ],
      "ha-xvm": ["Applets", "Platform", "Model"],
    ]
    for file in try Self.sources {
      let room = String(file.path.split(separator: "/")[1])
      let allowed = try #require(below[room], "\(file.path): a room that the house does not have")
      #expect(Self.imports(file).subtracting(allowed) == [], "\(file.path)")
    }
  }

  /// One owner for what a guest is: who asks the witnesses, who reads the truth table, and who changes the run record.
  @Test func oneTypeWritesTheRecordAndOneAsksTheWitnesses() throws {
    let owners: [String: [Regex<Substring>]] = [
      "Witnesses.swift": [/river\.observe\(/, /\.observeBelow\((?!on:)/],
      "Charge.swift": [/tore\.save\(/, /tore\.remove\(\)/, /\.entering\(/, /RunRecord\(identity/],
    ]
    let agent = try Self.sources.filter { $0.path.hasPrefix("Sources/Agent/") }
    for (owner, calls) in owners {
      for call in calls {
        let callers = agent.filter { $0.text.contains(call) }.map { Files.name(of: $0.path) }
        #expect(callers == [owner])
      }
    }
  }

  /// A name that asks is `isDone`, `hasMoved` or `transitionLasts`, and each property, which is a question by its form; an effect is
  /// what changes a file, a process, a guest, or what somebody else knows.
  @Test func aNameThatAsksHasNoEffect() throws {
    let words = [
      "is", "has", "may", "can", "needs", "wants", "knows", "must", "goes", "runs", "tells",
    ]
    let effects = [
      "Files.replace", "Files.store", "Files.remove", "Files.append", "Files.makeDirectory",
      "Files.sweep", ".save(", ".remove()", "Processes.signal", "Processes.reap", ".kill",
      "Clock.sleep", ".destroy", ".resume(", ".withdraw(", "SystemLog.send", "charge.", "Child(",
      "prepareDirectory", ".note(", "log.write", "Output.",
    ]
    var count = 0
    for body in try Self.sources.flatMap(Self.bodies) {
      let asks = words.contains { word in
        body.name.hasPrefix(word) && body.name.dropFirst(word.count).first?.isUppercase != false
      }
      let isComputed = body.kind == "var" && !body.lines[0].contains(" = ")
      guard asks || isComputed || body.name.hasSuffix("Lasts") else { continue }
      count += 1
      let acts = body.lines.contains { line in effects.contains { line.contains($0) } }
      #expect(!acts, "\(body.place)")
    }
    #expect(count > 300)
  }

  @Test func noShortcutsAreTaken() throws {
    let forbidden = [
      "try!", "fatalError", "preconditionFailure", "@unchecked Sendable", "nonisolated(unsafe)",
      " as! ", "import Foundation", "import Dispatch",
    ]
    for file in try Self.sources {
      for word in forbidden { #expect(!file.text.contains(word), "\(file.path): \(word)") }
    }
  }

  @Test func theTopLevelHoldsWhatTheHouseAllows() throws {
    let allowed: Set = ["Package.swift", "Sources", "Tests", "gds", "man", "README.md"]
    let there = try Files.list(SourceTree.root).filter { !$0.hasPrefix(".") }
    #expect(Set(there).subtracting(allowed) == [])
    #expect(Set(there).isSuperset(of: ["Package.swift", "Sources", "Tests"]))
  }

  /// Words and phrases that plain technical English does without, in code, comments, messages and documents.
  @Test func theWordsArePlain() throws {
    let banned = [
      " anew", "whoever", "in vain", " be it ", "does not go with", "thereof", "the way over",
      "do away with", "in silence", "other eyes", "without a word", "cast off",
      "come to harm", "comes to harm", "acts upon", "act upon",
    ]
    let documents = ["README.md", "Package.swift"].map { "\(SourceTree.root)/\($0)" }
    var texts = try documents.map { ($0, String(decoding: try Files.read($0), as: UTF8.self)) }
    for directory in ["Sources", "Tests", "gds", "man"] {
      for file in try SourceTree.files(below: directory) { texts.append((file.path, file.text)) }
    }
    // This file names them.
    for (path, text) in texts where !#filePath.hasSuffix(path) {
      let words = text.lowercased()
      for word in banned { #expect(!words.contains(word), "\(path): \(word)") }
    }
  }

  @Test func nothingComesFromElsewhere() throws {
    let manifest = try Files.read("\(SourceTree.root)/Package.swift")
    #expect(!String(decoding: manifest, as: UTF8.self).contains(".package("))
    #expect(Files.information("\(SourceTree.root)/Package.resolved") == nil)
  }
}
