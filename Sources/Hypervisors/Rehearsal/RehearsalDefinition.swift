internal import Model

/// What a rehearsal guest is made from: a document in the shape of libvirt's.
///
///     <domain type='rehearsal'>
///       <name>web</name>
///       <uuid>2f9a3c1e-8a54-4b3c-9c55-1d7c51a0c0de</uuid>
///       <rehearsal>
///         <line>boot 2s</line>
///       </rehearsal>
///     </domain>
enum RehearsalDefinition {
  /// The longest definition that is taken, in bytes.
  static let limit = 64 << 10

  /// Reads a definition and its script; the UUID may be empty.
  static func read(_ bytes: [UInt8]) throws(Failure) -> (DomainDefinition, GuestScript) {
    if bytes.count > limit { throw Failure(.rehearsalFull, cause: "the definition is too long") }
    let definition = try DomainDefinition(parsing: bytes)
    guard definition.type == "rehearsal" else {
      throw Failure(
        .badDefinition, definition.name,
        cause: "its type is '\(definition.type)' and not 'rehearsal'")
    }
    return (definition, try GuestScript(definition.lines))
  }
}
