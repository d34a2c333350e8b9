internal import Model
internal import Platform

/// The rules for a file that holds a password; it is looked at, and never read.
enum PasswordFile {
  /// Refuses a move for which a file would have to be used that is not fit.
  static func check(for target: MoveTarget) throws(Failure) {
    if let problem = problem(target.passwordFile) {
      throw Failure(.moveRefused, target.description, cause: problem.sentence)
    }
  }

  /// What is wrong with Password_file, or nil.
  static func problem(_ path: String) -> Failure? {
    if path.isEmpty { return nil }
    guard path.hasPrefix("/") else {
      return Failure(.badValue, "Password_file", cause: "'\(path)' is not an absolute path")
    }
    // The owner of the directory could turn a link to another file.
    guard let file = Files.information(path, following: false) else {
      return Failure(.unreadable, path, cause: "there is no such file")
    }
    return objection(file).map { Failure(.openPasswordFile, path, cause: $0) }
  }

  /// Why a file is not fit to hold a password.
  static func objection(_ file: Files.Information) -> String? {
    if file.kind != .regular { return "it is not a regular file" }
    if file.owner != 0 { return "user \(file.owner) owns it, and not root" }
    let others = file.mode & 0o077
    return others == 0 ? nil : "its mode is 0\(String(file.mode, radix: 8))"
  }
}
