internal import Platform

/// The project's own files, for tests that look at the text of the code.
public enum SourceTree {
  /// A file, by its path below the project's root.
  public struct File: Sendable {
    /// The path: `Sources/Model/Budget.swift`.
    public let path: String
    /// What it holds.
    public let text: String
    /// Its lines, without a last empty one.
    public var lines: [Substring] {
      text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(
        text.hasSuffix("\n") ? 1 : 0)
    }
    /// The names that stand behind a dot.
    public var members: Set<Substring> {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
      return Set(parts.map { $0.prefix { $0.isLetter || $0.isNumber || $0 == "_" } })
    }
  }

  /// The directory that Package.swift lies in.
  public static let root = Files.parent(of: Files.parent(of: Files.parent(of: #filePath)))

  /// The regular files below a directory of the project, by their paths; hidden ones are left out.
  public static func files(below directory: String) throws -> [File] {
    try Files.list("\(root)/\(directory)").filter { !$0.hasPrefix(".") }.flatMap { name in
      let path = "\(directory)/\(name)"
      switch Files.information("\(root)/\(path)", following: false)?.kind {
      case .directory: return try files(below: path)
      case .regular: return [try file(path)]
      default: return []
      }
    }
  }

  /// The file of that path.
  public static func file(_ path: String) throws -> File {
    File(path: path, text: String(decoding: try Files.read("\(root)/\(path)"), as: UTF8.self))
  }
}
