internal import Model

/// The state of a guest as the rehearsal's protocol, files and scripts spell it: `paused ioerror`, `off shutdown`.
enum StateWords {
  /// The words for a state.
  static func words(_ state: GuestState) -> [String] {
    switch state {
    case .running: ["running"]
    case .paused(let cause): ["paused", word(cause)]
    case .shuttingDown: ["shutting-down"]
    case .off(let cause): ["off", cause.rawValue]
    case .absent: ["absent"]
    case .crashed: ["crashed"]
    case .movingOut: ["moving-out"]
    case .booting: ["booting"]
    case .movingIn: ["moving-in"]
    case .unknown(let cause): ["unknown", cause]
    }
  }

  /// The state that words spell; nil when they spell none.
  static func state(_ words: [String]) -> GuestState? {
    switch words.first {
    case "running" where words.count == 1: .running
    case "paused" where words.count == 2: pauseCause(words[1]).map { .paused($0) }
    case "shutting-down" where words.count == 1: .shuttingDown
    case "off" where words.count == 2: OffCause(rawValue: words[1]).map { .off($0) }
    case "absent" where words.count == 1: .absent
    case "crashed" where words.count == 1: .crashed
    case "moving-out" where words.count == 1: .movingOut
    case "booting" where words.count == 1: .booting
    case "moving-in" where words.count == 1: .movingIn
    case "unknown" where words.count == 2: .unknown(words[1])
    default: nil
    }
  }

  /// Every word for the cause of a pause.
  static var pauseWords: [String] { PauseCause.allCases.map(word) }

  /// The cause that a word names.
  static func pauseCause(_ text: String) -> PauseCause? {
    PauseCause.allCases.first { word($0) == text }
  }

  /// One word for the cause of a pause; the model's own texts are phrases.
  private static func word(_ cause: PauseCause) -> String {
    switch cause {
    case .ioError: "ioerror"
    case .postcopy: "postcopy"
    case .postcopyFailed: "postcopy-failed"
    case .suspendedByGuest: "suspended"
    case .byOperator, .watchdog, .transition, .crashed, .unknown: cause.rawValue
    }
  }
}
