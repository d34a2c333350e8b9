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
  }

  /// The directory that Package.swift lies in.
  public static let root = Files.parent(of: Files.parent(of: Files.parent(of: #filePath)))

  /// The regular files below a directory of the project, by their paths; hidden ones are left out.
  public static func files(below directory: String) throws -> [File] {
    try Files.list("\(root)/\(directory)").filter { !$0.hasPrefix(".") }.flatMap { name in
      let path = "\(directory)/\(name)"
      switch Files.information("\(root)/\(path)", following: false)?.kind {
      case .directory: return try files(below: path)
      case .regular:
        let bytes = try Files.read("\(root)/\(path)")
        return [File(path: path, text: String(decoding: bytes, as: UTF8.self))]
      default: return []
      }
    }
  }
}
