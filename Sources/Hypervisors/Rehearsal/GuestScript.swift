internal import Model

/// What a rehearsal guest does, line by line, as its user writes it.
struct GuestScript: Equatable, Sendable {
  /// How a guest takes the request to shut down.
  enum Shutdown: Equatable, Sendable {
    /// It shuts down, and takes this long for it.
    case obey(Duration)
    case ignore
  }

  /// Something that happens to a guest by itself.
  enum Action: Equatable, Sendable {
    case crash, powerOff, hang, vanish, reboot, migrate
    case pause(PauseCause)
  }

  /// Something that happens by itself, and when.
  struct Event: Equatable, Sendable {
    /// Counted from the start, without the time that the guest was paused.
    let time: Duration
    let action: Action
  }

  /// The time from start to the first sign of life.
  var boot = Duration.milliseconds(200)
  /// The time between two lines on the console.
  var heartbeat = Duration.seconds(1)
  var shutdown = Shutdown.obey(.milliseconds(200))
  /// The ways of asking for a shutdown that the tool refuses; an empty list is every way.
  var refusedModes: [String]?
  /// What happens by itself, in the order of time.
  var events: [Event] = []
  var preservesCrash = false
  var autostart = false
  /// Whether it has variables of its firmware.
  var nvram = false
  /// The verbs that the tool refuses: start, resume, destroy.
  var refused: Set<String> = []

  /// Every line that a script can have, for the manual and for the message about a wrong one.
  static let grammar: [(String, String)] = [
    ("boot TIME", "time from start to the line GUEST-UP on the console; 200ms if not said"),
    ("heartbeat TIME", "time between two lines HB on the console; 1s if not said"),
    ("shutdown TIME", "how long the guest takes to shut down when asked; 200ms if not said"),
    (
      "shutdown ignore",
      "the guest hears the request and goes on; while it boots or is paused it never hears it"
    ),
    ("shutdown refuse [MODE...]", "the tool refuses the request, in these ways or in every way"),
    ("start refuse", "the tool refuses to start the guest; so for resume and destroy"),
    ("preserve crash", "a crashed guest is kept, as for inspection"),
    ("autostart", "the daemon starts the guest when it is the first since the machine booted"),
    ("nvram", "the guest has variables of its firmware, and each boot adds a line to them"),
    ("at TIME crash", "that long after each start, pauses left out, the guest crashes"),
    (
      "at TIME pause CAUSE",
      "it is paused; CAUSE is " + StateWords.pauseWords.joined(separator: ", ")
    ),
    ("at TIME poweroff", "it shuts itself down from inside"),
    ("at TIME hang", "it stops beating and hears nothing, and the tool still calls it running"),
    ("at TIME vanish", "its process ends and the tool forgets that it ever was"),
    ("at TIME reboot", "it boots again, with a new boot id, in the same process"),
    ("at TIME migrate", "it leaves this node, as if somebody had moved it"),
  ]

  init() {}

  /// The script that these lines are; empty lines and those that begin with # say nothing.
  init(_ lines: [String]) throws(Failure) {
    for line in lines {
      let text = line.trimmed
      if text.isEmpty || text.hasPrefix("#") { continue }
      guard read(text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)) else {
        throw Failure(.rehearsalScript, "'\(text)'")
      }
    }
    // Stable for events of one time: they happen in the order of their lines.
    events = events.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
  }

  /// Takes one line over; whether it is one.
  private mutating func read(_ words: [String]) -> Bool {
    let time = words.count > 1 ? Duration(scripted: words[1]) : nil
    switch (words[0], words.count) {
    case ("boot", 2):
      guard let time else { return false }
      boot = time
    case ("heartbeat", 2):
      guard let time, time >= .milliseconds(10) else { return false }
      heartbeat = time
    case ("shutdown", 2...) where words[1] == "refuse": refusedModes = Array(words[2...])
    case ("shutdown", 2) where words[1] == "ignore": shutdown = .ignore
    case ("shutdown", 2):
      guard let time else { return false }
      shutdown = .obey(time)
    case ("start", 2), ("resume", 2), ("destroy", 2):
      guard words[1] == "refuse" else { return false }
      refused.insert(words[0])
    case ("preserve", 2):
      guard words[1] == "crash" else { return false }
      preservesCrash = true
    case ("autostart", 1): autostart = true
    case ("nvram", 1): nvram = true
    case ("at", 3...):
      guard let time, let action = GuestScript.action(Array(words[2...])) else { return false }
      events.append(Event(time: time, action: action))
    default: return false
    }
    return true
  }

  private static func action(_ words: [String]) -> Action? {
    if words.count == 2, words[0] == "pause" {
      return StateWords.pauseCause(words[1]).map { .pause($0) }
    }
    let plain: [String: Action] = [
      "crash": .crash, "poweroff": .powerOff, "hang": .hang, "vanish": .vanish, "reboot": .reboot,
      "migrate": .migrate,
    ]
    return words.count == 1 ? plain[words[0]] : nil
  }
}

extension Duration {
  /// A time as scripts have it: `2s`, `0.5s`, `250ms`, `1m`; nil for anything else and for more than a day.
  init?(scripted text: String) {
    let units: [(String, Int64)] = [("ms", 1), ("s", 1_000), ("m", 60_000)]
    guard let (suffix, unit) = units.first(where: { text.hasSuffix($0.0) }) else { return nil }
    let parts = text.dropLast(suffix.count).split(separator: ".", omittingEmptySubsequences: false)
    let isNumber = parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { "0"..."9" ~= $0 } }
    guard (1...2).contains(parts.count), isNumber, let whole = Int64(outside: parts[0]),
      whole < 100_000_000
    else { return nil }
    var milliseconds = whole * unit
    if parts.count == 2 {
      // Three digits say all that a millisecond can; what follows them is dropped.
      let digits = (String(parts[1]) + "000").prefix(3)
      milliseconds += (Int64(outside: digits) ?? 0) * unit / 1_000
    }
    guard milliseconds <= 86_400_000 else { return nil }
    self = .milliseconds(milliseconds)
  }
}
