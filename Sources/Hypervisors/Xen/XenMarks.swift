internal import Model
internal import Platform

/// Our marks in xenstore, one a guest by its name: `/tool/ha-xvm/NAME` is `group/resource`.
///
/// A key below the domain itself would be gone when the guest reboots, because that makes a new domain. What is left of a
/// guest that has gone does no harm: only the guests that are listed are asked for.
enum XenMarks {
  private static func path(_ name: String) -> String { "/tool/ha-xvm/" + XenName.encoded(name) }

  /// Puts a mark on the guest of this name.
  static func set(_ name: String, _ mark: String, until deadline: Instant) throws(Failure) {
    try Toolbox.run("xenstore-write", [path(name), mark], until: deadline)
      .orThrow(.xenUnreachable, name)
  }

  /// The mark of the guest of this name, nil when it has none.
  static func get(_ name: String, until deadline: Instant) throws(Failure) -> String? {
    let answer = try Toolbox.run("xenstore-read", [path(name)], until: deadline)
    if answer.succeeded { return answer.text.trimmedLines.first }
    // The one refusal that is an answer: Toolstacks, A domain that xl does not know.
    let refusal = "xenstore-read: couldn't read path \(path(name))"
    if answer.ending == .exited(1), answer.errorText.trimmedLines == [refusal] { return nil }
    throw Failure(.xenUnreachable, name, cause: answer.complaint)
  }
}
