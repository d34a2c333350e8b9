internal import Model

/// One kind of thing that `xvm_emit` writes; a file a kind, which adds itself to `EmitKind.all`.
struct EmitKind: Sendable {
  /// The word that asks for it: `man`.
  let name: String
  /// What may follow the word, as the manual shows it; empty when nothing may.
  let argument: String
  let summary: String
  /// The permissions of the file that `-o` names.
  let mode: UInt32
  let emit: @Sendable (EmitRequest) throws(Failure) -> Emission

  /// A kind; `0o600` is the mode for what may hold a site's secrets.
  init(
    _ name: String, _ argument: String = "", mode: UInt32 = 0o644, _ summary: String,
    emit: @escaping @Sendable (EmitRequest) throws(Failure) -> Emission
  ) {
    (self.name, self.argument, self.summary, self.mode) = (name, argument, summary, mode)
    self.emit = emit
  }

  /// How it is asked for: `man [PAGE]`.
  var synopsis: String { argument.isEmpty ? name : "\(name) \(argument)" }

  static let all: [EmitKind] = [.ccr, .completion, .config, .definition, .man, .registration, .rtr]
}

/// What somebody asked a kind for.
struct EmitRequest: Sendable {
  let arguments: [String]
  /// The call, for the options: `file` is the configuration.
  let call: Call

  /// That the words after the kind's are not ones that it takes.
  func misunderstood(_ cause: String) -> Failure { Failure(.usage, call.name, cause: cause) }
}

/// What a kind has written.
enum Emission: Equatable, Sendable {
  /// One text, for standard output or the file that `-o` names.
  case text(String)
  /// The same, of what others wrote and may be no UTF-8.
  case bytes([UInt8])
  /// Files by their names, for the directory that `-d` names.
  case files([EmittedFile])
}

/// A file that is written below a directory.
struct EmittedFile: Equatable, Sendable {
  let name: String
  let text: String
}
