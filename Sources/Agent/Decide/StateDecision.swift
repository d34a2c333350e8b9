internal import Model

/// What is done about one file of a guest's NVRAM or TPM state before the guest boots; a function from values to values.
///
/// On a whiteboard: what this node has not changed since it last held a copy is no newer than the newest copy. What it has changed is
/// newer if nobody has made a copy since; else the later of the two counts.
enum StateDecision: Equatable {
  /// What is here is what was kept, or there is nothing at all.
  case leave
  /// The copy is put in place of what is here.
  case bring
  /// What is here is newer, and becomes the next copy.
  case keep

  /// A file that lies here.
  struct Local: Equatable {
    let digest: String
    /// When it was last written, in seconds since 1970.
    let changed: Int64
  }

  /// What is done.
  ///
  /// - Parameters:
  ///   - local: the file here; nil for none.
  ///   - kept: the newest copy; nil where none was ever made.
  ///   - noted: which copy this node held last.
  static func next(_ kind: StateKind, local: Local?, kept: StateCopy?, noted: StateNote?)
    -> StateDecision
  {
    guard let kept, let part = kept.parts[kind] else { return local == nil ? .leave : .keep }
    guard let local else { return .bring }
    let digest = part.digest
    if local.digest == digest { return .leave }
    // The copy is an older one, which is all that is left.
    if let noted, noted.generation > kept.generation { return .keep }
    if local.digest == noted?.digests[kind] { return .bring }
    if noted?.generation == kept.generation { return .keep }
    return local.changed > kept.time ? .keep : .bring
  }

  /// The number of a copy that was made and is missed: the directory holds none as new, so that it is not the one that it was, or its
  /// storage is not mounted.
  ///
  /// - Parameters:
  ///   - number: of the copy that it holds; nil for none.
  ///   - known: the newest that was made, as every node knows it.
  ///   - noted: which copy of the directory this node held last.
  static func missing(
    holding number: Int?, known: NewestCopy?, noted: StateNote?, in directory: String
  ) -> Int? {
    if let known, known.isLost || known.directory != directory { return nil }
    let newest = max(known?.number ?? 0, noted?.generation ?? 0)
    return newest > number ?? 0 ? newest : nil
  }
}
