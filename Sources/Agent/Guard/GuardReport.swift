internal import Model

/// Whether a death that the guard has seen is one that the framework is to be told of; a function from values to values.
enum GuardReport {
  /// Only of the run that was started last, and only when no action of ours is at work, which sees it by itself.
  ///
  /// - Parameters:
  ///   - record: what is on record now.
  ///   - watched: what was on record of the guest that died.
  ///   - holder: who holds the lock of the resource's methods.
  static func isWanted(_ record: RunRecord, watched: RunRecord, holder: String?) -> Bool {
    record.phase == .running && record.guest == watched.guest && holder == nil
  }
}
