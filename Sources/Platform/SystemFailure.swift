internal import Glibc
public import Model

extension Failure {
  /// A system call that failed, in the catalogue's words: `code`, unless the kind of the error has a remedy of its own.
  public init(_ code: Code, _ subject: String, of error: SystemError) {
    self.init(
      error.code(for: code), subject,
      cause: error.call.hasSuffix(subject) ? error.reason : error.description)
  }
}

extension Files {
  /// The content of a file that somebody has named, as `read` has it.
  ///
  /// - Throws: `.unreadable`, or what has a remedy of its own.
  public static func load(_ path: String, limit: Int = 16 << 20, trusted: Bool = false)
    throws(Failure) -> [UInt8]
  {
    do throws(SystemError) { return try read(path, limit: limit, trusted: trusted) } catch {
      throw Failure(.unreadable, path, of: error)
    }
  }

  /// Replaces a file.
  ///
  /// - Parameter directory: the mode of its directory, which is made when it is one of ours.
  /// - Throws: `.unwritable`, or what has a remedy of its own.
  public static func store(
    _ path: String, _ content: [UInt8], mode: UInt32 = 0o600, inOurs directory: UInt32? = nil
  ) throws(Failure) {
    do throws(SystemError) {
      if let directory { try Trust.prepareDirectory(parent(of: path), mode: directory) }
      try replace(path, with: content, mode: mode)
    } catch { throw Failure(.unwritable, path, of: error) }
  }
}

extension SystemError {
  /// Files that others could change, that the caller may not touch, or that have no directory need something else done than a
  /// disk that is full.
  fileprivate func code(for code: Failure.Code) -> Failure.Code {
    switch number {
    case EPERM where isObjection: .notOursAlone
    case EACCES, EPERM: code == .cannotRun ? code : .notPermitted
    case EMFILE, ENFILE: .noDescriptors
    case EAGAIN where code == .cannotRun, ENOMEM where code == .cannotRun: .noResources
    case ENOENT where code == .unwritable: .noDirectory
    default: code
    }
  }
}
