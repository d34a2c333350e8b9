internal import Model

/// The six letters of the column State, as our states.
///
/// They stand for running, blocked, paused, shut down, crashed and dying; xl prints in the fifth place the reason of a
/// shutdown instead, from `-rscwS` by its number: Toolstacks, xl's states.
enum XenState {
  /// The state, or nil when the column is none.
  ///
  /// - Parameter processors: a paused domain with none is being created.
  static func decode(_ column: String, processors: Int) -> GuestState? {
    let letters = Array(column)
    guard letters.count == 6 else { return nil }
    for (letter, own) in zip(letters, "rbps?d") where own != "?" {
      guard letter == own || letter == "-" else { return nil }
    }
    let reason = letters[4]
    // What dies holds its memory and devices until it is gone, and nothing brings it back.
    if letters[5] == "d" { return .paused(.transition) }
    // xm has 'c' there without a shutdown.
    if reason == "c" || reason == "w" { return .crashed }
    if letters[3] == "s" { return shutdown(for: reason) }
    guard reason == "-" else { return nil }
    if letters[2] == "p" { return .paused(processors == 0 ? .transition : .byOperator) }
    // All dashes is a guest that wants a processor and has none at this instant: it runs.
    return .running
  }

  private static func shutdown(for reason: Character) -> GuestState {
    switch reason {
    case "-": .off(.shutdown)
    // It reboots: this domain goes and another of its name comes.
    case "r", "S": .paused(.transition)
    // Suspended for the last pass of a move, or to be saved.
    case "s": .movingOut
    default: .off(.unknown)
    }
  }
}
