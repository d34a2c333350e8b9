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
