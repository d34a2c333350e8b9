internal import Model

/// How the rehearsal's tool behaves towards those who call it, as its user directs it.
struct ToolManner: Equatable, Sendable {
  /// What it does with a call.
  enum Kind: Equatable, Sendable {
    case answer
    case hang
    /// Nobody listens.
    case away
    /// It says that every guest is in this state.
    case lie(GuestState)
    case garble(String)
    case truncate
    /// It answers so much later.
    case slow(Duration)

    /// What it takes each guest to be, and acts on; nil for a tool that looks.
    var belief: GuestState? {
      if case .lie(let state) = self { state } else { nil }
    }
  }

  private var kind = Kind.answer
  private var callsLeft: Int?
  private var end: Instant?

  static let grammar: [(String, String)] = [
    ("answer", "it does as it is asked; so it is when it starts"),
    ("hang", "it takes each call and never answers"),
    ("away", "nobody listens at its socket"),
    (
      "lie STATE [CAUSE]",
      "it says that each guest is running, off shutdown, absent and so on, and acts on that"
    ),
    (
      "forget",
      "it loses its notes of the guests that run: they are off to it, and it would start each a second time"
    ),
    ("garble TEXT", "it answers with TEXT, whatever it is asked"),
    ("truncate", "it ends in the middle of each answer"),
    ("slow TIME", "it answers so much later"),
    ("... for N calls", "and after N calls it answers again; not with away"),
    ("... for TIME", "and after that time it answers again"),
  ]

  init() {}

  /// The one direction that changes what the tool knows, and not how it answers.
  static let forget = ["forget"]

  /// The manner that these words direct, counted from `now`.
  init(_ direction: [String], at now: Instant) throws(Failure) {
    let wrong = Failure(
      .rehearsalScript, "tool \(direction.joined(separator: " "))",
      cause: "the tool is told to " + ToolManner.grammar.map(\.0).joined(separator: ", "))
    var words = direction
    if let index = words.lastIndex(of: "for") {
      let limit = Array(words[(index + 1)...])
      words.removeSubrange(index...)
      if limit.count == 2, limit[1] == "calls" || limit[1] == "call",
        let count = Int(outside: limit[0]),
        count > 0, words != ["away"]
      {
        callsLeft = count
      } else if limit.count == 1, let span = Duration(scripted: limit[0]) {
        end = now + span
      } else {
        throw wrong
      }
    }
    switch (words.first, words.count) {
    // What was forgotten stays so; the tool itself answers as ever.
    case ("answer", 1), ("forget", 1): kind = .answer
    case ("hang", 1): kind = .hang
    case ("away", 1): kind = .away
    case ("truncate", 1): kind = .truncate
    case ("garble", 2...): kind = .garble(words.dropFirst().joined(separator: " "))
    case ("lie", 2...):
      guard let state = StateWords.state(Array(words.dropFirst())) else { throw wrong }
      kind = .lie(state)
    case ("slow", 2):
      guard let span = Duration(scripted: words[1]) else { throw wrong }
      kind = .slow(span)
    default: throw wrong
    }
  }

  /// What the tool does at `now`.
  func kind(at now: Instant) -> Kind {
    if let end, now >= end { return .answer }
    return kind
  }

  /// What the tool does with a call that comes at `now`, which counts as one of its number of calls.
  mutating func meet(at now: Instant) -> Kind {
    let kind = kind(at: now)
    if let left = callsLeft {
      callsLeft = left - 1
      if left <= 1 { self = ToolManner() }
    }
    return kind
  }

  /// When it ends by itself; nil when it does not.
  var changesAt: Instant? { end }
}
