/// How long a guest took to stop, the last time in order and the last time by force, and to answer after its last boot.
public struct LearntTimes: Equatable, Sendable {
  /// The guest; times of another one are ignored.
  public var domain: String
  /// How long the last ordered shutdown took, in milliseconds; nil when there was none yet.
  public var ordered: Int64?
  /// How long the last forced stop took, from the order to destroy it to the proof; nil when there was none yet.
  public var forced: Int64?
  /// How long a stop waited for an ordered shutdown before it forced the guest; nil when it has shut down in order since.
  public var patience: Int64?

  /// How long it took from the order to boot it until it answered; nil when no start has waited for that yet.
  public var ready: Int64?

  public init(domain: String) {
    self.domain = domain
  }

  /// The least Stop_timeout, in seconds, in whose shares all that was seen would fit; nil when nothing was seen.
  public var neededTimeout: Int? {
    let shares = StopPlan.percentages
    let candidates = [
      ordered.map { LearntTimes.seconds($0, percent: shares.ordered) },
      // It has to be longer than what was not enough.
      patience.map { LearntTimes.seconds($0 + 1_000, percent: shares.ordered) },
      forced.map { LearntTimes.seconds($0, percent: shares.proof - shares.ordered) },
    ]
    return candidates.compactMap { $0 }.max()
  }

  /// What was seen, in words.
  public var account: String {
    var words: [String] = []
    if let patience { words.append("it did not shut down within \(LearntTimes.words(patience))") }
    if let ordered { words.append("its last ordered shutdown took \(LearntTimes.words(ordered))") }
    if let forced { words.append("its last forced stop took \(LearntTimes.words(forced))") }
    return words.joined(separator: ", ")
  }

  /// Why a Stop_timeout of this many seconds is too short for what was seen; nil when it is not.
  public func objection(toTimeout seconds: Int) -> Failure? {
    guard let needed = neededTimeout, seconds < needed else { return nil }
    return Failure(
      .stopTooShort, "Stop_timeout",
      cause: "it is \(seconds) s and should be at least \(needed): \(account)")
  }

  /// Why a Start_timeout of this many seconds is too short for the time that its last boot took; nil when it is not.
  public func objection(toStartTimeout seconds: Int) -> Failure? {
    guard let ready else { return nil }
    // As much again may be needed on a node that starts many guests at once.
    let needed = Int((ready * 2 + 999) / 1_000)
    guard seconds < needed else { return nil }
    return Failure(
      .startTooShort, "Start_timeout",
      cause:
        "it is \(seconds) s and should be at least \(needed): the guest answered \(LearntTimes.words(ready)) after its last boot"
    )
  }

  private static func seconds(_ milliseconds: Int64, percent: Int) -> Int {
    Int((milliseconds * 100 + Int64(percent) * 1_000 - 1) / (Int64(percent) * 1_000))
  }

  private static func words(_ milliseconds: Int64) -> String {
    Duration.milliseconds(milliseconds).readable
  }
}

// MARK: The file

extension LearntTimes {
  /// The times as a table, whose checksum tells a whole file from a damaged one.
  public func table() throws(Failure) -> ConfigurationTable {
    var table = ConfigurationTable()
    try table.set("learnt.domain", domain)
    for (key, value) in [
      ("ordered", ordered), ("forced", forced), ("patience", patience), ("ready", ready),
    ] {
      if let value { try table.set("learnt.\(key)", String(value)) }
    }
    return table
  }

  /// The times that a table holds; nil when it names no guest.
  public init?(_ table: ConfigurationTable) {
    guard let domain = table["learnt.domain"] else { return nil }
    self.init(domain: domain)
    // A time outside the range was not recorded by a stop, and sums of such times must not overflow.
    func time(_ key: String) -> Int64? {
      table["learnt.\(key)"].flatMap { Int64(outside: $0, in: 0...1 << 40) }
    }
    (ordered, forced, patience) = (time("ordered"), time("forced"), time("patience"))
    ready = time("ready")
  }
}
