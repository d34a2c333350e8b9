public import Model
internal import Platform

/// A file of this node that holds the NVRAM or the TPM state of a guest; it may not be there yet.
public struct StateFile: Equatable, Sendable {
  public let kind: StateKind
  public let path: String

  public init(_ kind: StateKind, _ path: String) { (self.kind, self.path) = (kind, path) }

  /// When it was last written, in seconds since 1970; 0 when it is not there.
  public var changed: Int64 { Files.information(path)?.changed ?? 0 }

  /// What it holds; nil when it is not there.
  public func read() throws(Failure) -> StateCopy.Part? {
    guard let found = Files.information(path) else { return nil }
    return StateCopy.Part(
      try Files.load(path, limit: StateCopy.maximumSize), owner: found.owner, group: found.group,
      mode: found.mode)
  }

  /// Replaces what it holds, for the same users; its directory is made for them alone.
  public func write(_ part: StateCopy.Part) throws(Failure) {
    let directory = Files.parent(of: path)
    do throws(SystemError) {
      if Files.information(directory) == nil {
        try Files.makeDirectory(Files.parent(of: directory), mode: 0o711)
        // It takes its name when it is theirs: one that is not keeps them out.
        let new = directory + ".new"
        try Files.makeDirectory(new, mode: 0o700)
        try Files.give(new, to: part.owner, group: part.group)
        try Files.rename(new, to: directory)
      }
      try Files.replace(
        path, with: part.content, mode: part.mode, for: (part.owner, part.group))
    } catch { throw Failure(.unwritable, path, of: error) }
  }
}
