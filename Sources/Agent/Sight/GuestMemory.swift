internal import Model
internal import Platform

/// What is kept of a guest beyond one call: how it was last seen by a probe, for how long it has been so, how long its stops took, and
/// a definition that counts no more.
struct GuestMemory {
  private let resource: String
  let locations: Locations

  init(_ resource: String, _ locations: Locations) {
    (self.resource, self.locations) = (resource, locations)
  }

  // MARK: How it was last seen

  /// A note for the next probe, gone at reboot. There is none while the guest is well, so that a healthy probe looks once and
  /// writes nothing.
  private var notePath: String { "\(locations.run)/seen/\(resource)" }

  /// The word that a start leaves: the next probe is the first of this run.
  static let started = "started"

  /// The word that a guard leaves which has seen the guest's process end, while the tool has it run: the next probe is to ask the
  /// second witness as well.
  static let doubted = "doubted"

  /// What the last probe put down, that the guest was started since, or that it is doubted; nil when all was well.
  var note: String? {
    guard let bytes = try? Files.read(notePath, limit: 4_096, trusted: true) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Leaves a note for the next probe, or none.
  func leave(note: String?) {
    guard let note else {
      try? Files.remove(notePath)
      return
    }
    put(note, at: notePath)
  }

  private func put(_ text: String, at path: String) {
    try? Files.store(path, Array(text.utf8), inOurs: 0o700)
  }

  // MARK: What the framework was told

  private var readinessPath: String { "\(locations.run)/ready/\(resource)" }

  /// When this node looked last whether it could run the guest, in milliseconds of this boot's clock, and what the framework was told
  /// last; nil for nothing.
  var told: (looked: Int64, line: String)? {
    guard let bytes = try? Files.read(readinessPath, limit: 4_096, trusted: true) else {
      return nil
    }
    let parts = String(decoding: bytes, as: UTF8.self).split(
      separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let looked = Int64(outside: String(parts[0])) else { return nil }
    return (looked, String(parts[1]))
  }

  /// Notes what the framework was told, and when this node looked.
  func keep(told line: String, looked: Instant) {
    put("\(looked.sinceBoot.inMilliseconds)\t\(line)", at: readinessPath)
  }

  // MARK: For how long it has been so

  private var transitionPath: String { "\(locations.run)/transitions/\(resource)" }
  private var partialsPath: String { "\(locations.run)/partials/\(resource)" }

  /// Notes that a probe sees the guest in a state that should pass by itself; for how long it has.
  func noteTransition(_ state: String, now: Instant) -> Duration {
    let line = (try? Files.read(transitionPath, limit: 256, trusted: true)).map {
      String(decoding: $0, as: UTF8.self)
    }
    let parts = (line ?? "").split(separator: "\t").map(String.init)
    if parts.count == 2, parts[0] == state, let began = Int64(outside: parts[1]) {
      return now.sinceBoot - .milliseconds(began)
    }
    put("\(state)\t\(now.sinceBoot.inMilliseconds)", at: transitionPath)
    return .zero
  }

  /// Notes a partial failure of this weight; the sum of those that `window` still holds.
  func notePartial(_ weight: Int, within window: Duration, now: Instant) -> Int {
    let bytes = (try? Files.read(partialsPath, limit: 1 << 16, trusted: true)) ?? []
    let present = now.sinceBoot.inMilliseconds
    let first = present - window.inMilliseconds
    let failures =
      GuestMemory.partials(in: bytes, after: first, until: present) + [(present, weight)]
    put(failures.map { "\($0.at)\t\($0.weight)\n" }.joined(), at: partialsPath)
    return failures.reduce(0) { $0 + $1.weight }
  }

  /// The partial failures in a file that are of a window of time, in milliseconds of this boot's clock.
  static func partials(in bytes: [UInt8], after first: Int64, until present: Int64)
    -> [(at: Int64, weight: Int)]
  {
    let failures = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap {
      line in
      let parts = line.split(separator: "\t")
      return parts.count == 2
        ? Int64(outside: parts[0]).flatMap { at in
          Int(outside: parts[1]).map { (at: at, weight: $0) }
        } : nil
    }
    // A time that has not come yet is of another boot; a weight that no failure has would overflow a sum.
    return failures.filter {
      $0.at > first && $0.at <= present && (0...100).contains($0.weight)
    }
  }

  /// Forgets the partial failures of an earlier run.
  func endPartials() { try? Files.remove(partialsPath) }

  /// Forgets a transition; called when a probe sees the guest in a lasting state. Costs a look when there is none.
  func endTransition() {
    if Files.information(transitionPath) != nil { try? Files.remove(transitionPath) }
  }

  // MARK: What it has answered

  private var answersPath: String { "\(locations.run)/answers/\(resource)" }

  /// What the guest has answered since it was booted; nothing where nothing is kept.
  var answers: GuestAnswers {
    guard let bytes = try? Files.read(answersPath, limit: 1 << 16, trusted: true) else {
      return GuestAnswers()
    }
    return GuestAnswers(parsing: String(decoding: bytes, as: UTF8.self))
  }

  /// Keeps it.
  func keep(_ answers: GuestAnswers) { put(answers.text, at: answersPath) }

  // MARK: What was learnt

  private var learntPath: String { "\(locations.learnt)/\(resource)" }

  /// How long the stops of this guest took; nothing of another guest, and nothing that was damaged.
  func learnt(of domain: String) -> LearntTimes {
    guard let bytes = try? Files.read(learntPath, limit: 1 << 16, trusted: true),
      let table = try? ConfigurationTable(parsing: bytes, name: learntPath),
      let times = LearntTimes(table), times.domain == domain
    else { return LearntTimes(domain: domain) }
    return times
  }

  /// Keeps what a stop has taught.
  func keep(_ times: LearntTimes) throws(Failure) {
    try Files.store(learntPath, try times.table().serialized(), inOurs: 0o750)
  }

  // MARK: What was replaced

  /// Puts a definition aside that another one takes the place of, or a guest's NVRAM or TPM state; the file, which only root can read,
  /// as it may hold passwords.
  func putAside(_ content: [UInt8], as suffix: String = "xml") throws(Failure) -> String {
    let path = "\(locations.replaced)/\(resource).\(suffix)"
    try Files.store(path, content, inOurs: 0o700)
    return path
  }

  // MARK: Which copy of its NVRAM and TPM state was here

  private var stateNotePath: String { "\(locations.firmware)/\(resource)" }

  /// The copy that this node held last; nil when it held none, or the note was damaged.
  var stateNote: StateNote? {
    guard let bytes = try? Files.read(stateNotePath, limit: 1 << 16, trusted: true),
      let table = try? ConfigurationTable(parsing: bytes, name: stateNotePath)
    else { return nil }
    return StateNote(table)
  }

  /// The file system of what is this node's alone.
  var device: UInt64? { Files.device(of: locations.state) }

  /// Notes which copy this node holds.
  func keep(_ note: StateNote) throws(Failure) {
    try Files.store(stateNotePath, try note.table().serialized(), inOurs: 0o750)
  }
}
