internal import Model
internal import Platform

/// What the rehearsal's tool knows and does: guests by name, one call after the other.
///
/// A class, because it owns the handles on the guests' processes; only the daemon's one thread holds it.
final class Toolstack {
  /// As many guests as a daemon takes.
  static let capacity = 256

  /// As many marks as a guest bears.
  static let markLimit = 16

  let directory: StateDirectory
  private(set) var guests: [String: GuestHandle] = [:]
  private var belief: GuestState?

  /// Takes over what an earlier daemon left in the directory, guests that live included.
  init(_ directory: StateDirectory) throws(Failure) {
    self.directory = directory
    let living = RehearsalWitness(directory).all
    let names: [String]
    let isFirst: Bool
    do throws(SystemError) {
      try Files.makeDirectory(directory.guests, mode: 0o700)
      names = try Files.list(directory.guests)
      guard let boot = Environment.bootIdentifier.map({ Array($0.utf8) }) else {
        throw SystemError.missing(Environment.bootFile)
      }
      isFirst = (try? Files.read(directory.machineBoot, limit: 256)) != boot
      try Files.replace(directory.machineBoot, with: boot)
    } catch {
      throw Failure(.unwritable, directory.path, of: error)
    }
    for name in names {
      try load(GuestFolder(path: "\(directory.guests)/\(name)"), living)
    }
    if isFirst {
      for guest in guests.values where guest.script.autostart && !guest.isActive {
        try? guest.spawn(id: nextID, in: directory)
      }
    }
  }

  /// Answers one call of the tool.
  ///
  /// - Parameter belief: what the tool takes each guest to be; nil when it knows.
  func answer(_ words: [String], believing belief: GuestState? = nil) -> RehearsalReply {
    self.belief = belief
    do throws(Failure) {
      return .done(try perform(words))
    } catch {
      return .refused(error)
    }
  }

  /// The handles on the processes of guests, to be waited for.
  var processHandles: [Int32] { guests.values.compactMap(\.processHandle) }

  /// Takes note of the end of a guest's process.
  func ended(_ handle: Int32) {
    guard let (name, guest) = guests.first(where: { $0.value.processHandle == handle }) else {
      return
    }
    lay(name, guest, nil)
  }

  /// Gives a guest another script, at once if it runs.
  func direct(_ name: String, _ lines: [String]) throws(Failure) {
    let guest = try find(name)
    try guest.store(definition: nil, lines: lines, try GuestScript(lines))
    guest.signal(Signal.hangUp)
  }

  /// Ends every guest.
  func destroyAll() {
    for (name, guest) in guests where guest.isActive {
      if guest.kill(until: Clock.now + .seconds(2)) { lay(name, guest, .destroyed) }
    }
  }

  /// Loses the note of each guest that runs, as a daemon does whose files of state are gone; their processes go on.
  func forgetRuns() throws(Failure) {
    for guest in guests.values where guest.isActive { try guest.loseSight() }
  }

  private func perform(_ words: [String]) throws(Failure) -> [String] {
    switch (words.first ?? "", words.count) {
    case ("list", 1):
      return guests.values.map(\.report).sorted { $0.name < $1.name }.map {
        TabbedLine.join($0.words)
      }
    case ("state", 2):
      return
        (guests[words[1]]?.report
        ?? GuestReport(name: words[1], state: .absent, identity: GuestIdentity())).words
    case ("define", 2): return [try define(Array(words[1].utf8))]
    case ("undefine", 2): try undefine(words[1])
    case ("start", 2): try start(words[1])
    case ("shutdown", 3): try shutdown(words[1], mode: words[2])
    case ("destroy", 2): try destroy(words[1])
    case ("pause", 2):
      try signal(try active(words[1]), Signal.user1) {
        if case .paused = $0 { true } else { false }
      }
    case ("resume", 2):
      let guest = try active(words[1])
      try allow("resume", guest)
      try signal(guest, Signal.user2) { if case .paused = $0 { false } else { true } }
    case ("crash", 2):
      try signal(try active(words[1]), Signal.interrupt) { $0 == .crashed || $0.isActive == false }
    case ("mark", 3):
      try mark(words[1], words[2])
    case ("marked", 2):
      return guests.values.filter { $0.record.marks.contains(words[1]) }.map(\.report)
        .sorted { $0.name < $1.name }.map { TabbedLine.join($0.words) }
    case ("autostart", 2): return [try find(words[1]).script.autostart ? "yes" : "no"]
    case ("nvram", 2): return [try find(words[1]).script.nvram ? "yes" : "no"]
    default:
      throw Failure(.rehearsalRequest, words.first ?? "", cause: "\(words.count) words")
    }
    return []
  }

  private func define(_ bytes: [UInt8]) throws(Failure) -> String {
    let (definition, script) = try RehearsalDefinition.read(bytes)
    let name = definition.name
    guard let folder = directory.folder(of: name) else {
      throw Failure(.rehearsalName, name, cause: "it is too long")
    }
    let known = guests[name]
    let uuid = definition.uuid.isEmpty ? known?.record.uuid ?? GuestUUID.random() : definition.uuid
    if let known, known.record.uuid != uuid {
      throw Failure(.rehearsalName, name, cause: "it belongs to the guest \(known.record.uuid)")
    }
    if let other = guests.values.first(where: { $0.record.uuid == uuid && $0 !== known }) {
      throw Failure(.rehearsalName, uuid, cause: "it belongs to the guest \(other.record.name)")
    }
    if known == nil, guests.count >= Toolstack.capacity { throw Failure(.rehearsalFull, name) }
    let guest = known ?? GuestHandle(GuestRecord(name: name, uuid: uuid), script, folder)
    try guest.store(definition: bytes, lines: definition.lines, script)
    guests[name] = guest
    guest.signal(Signal.hangUp)
    return name
  }

  private func undefine(_ name: String) throws(Failure) {
    let guest = try find(name)
    if guest.isActive { throw Failure(.rehearsalState, name, cause: "it runs; destroy it first") }
    try forget(name, guest)
  }

  private func start(_ name: String) throws(Failure) {
    let guest = try find(name)
    if believes(guest) { throw Failure(.rehearsalState, name, cause: "it runs already") }
    try allow("start", guest)
    // No list of processes is looked at: a guest that the tool does not know to run gets a twin, as any toolstack gives it one.
    try guest.spawn(id: nextID, in: directory)
    guard guest.says({ _ in true }, before: Clock.now + .seconds(2)) else {
      _ = guest.kill(until: Clock.now + .seconds(1))
      lay(name, guest, .failed)
      throw Failure(.cannotStart, name, cause: "its process gave no sign of life")
    }
  }

  private func shutdown(_ name: String, mode: String) throws(Failure) {
    let guest = try active(name)
    if let modes = guest.script.refusedModes, modes.isEmpty || modes.contains(mode) {
      throw Failure(.shutdownRefused, name, cause: "its script refuses \(mode)")
    }
    guest.signal(Signal.terminate)
  }

  /// Tells a guest something and waits until it has taken note, which takes it a few milliseconds.
  private func signal(
    _ guest: GuestHandle, _ number: Int32, until isDone: (GuestState) -> Bool
  ) throws(Failure) {
    guest.signal(number)
    guard guest.says(isDone, before: Clock.now + .milliseconds(500)) else {
      throw Failure(.rehearsalState, guest.record.name, cause: "it takes no note of that")
    }
  }

  private func destroy(_ name: String) throws(Failure) {
    let guest = try active(name)
    try allow("destroy", guest)
    guard guest.kill(until: Clock.now + .seconds(2)) else {
      throw Failure(.cannotDestroy, name, cause: "its process did not end within 2 s")
    }
    lay(name, guest, .destroyed)
  }

  private func mark(_ name: String, _ mark: String) throws(Failure) {
    let guest = try find(name)
    if guest.record.marks.contains(mark) { return }
    guard guest.record.marks.count < Toolstack.markLimit, mark.utf8.count <= 255 else {
      throw Failure(.rehearsalFull, name, cause: "it bears \(Toolstack.markLimit) marks at most")
    }
    try guest.update { $0.marks.insert(mark) }
  }

  private func find(_ name: String) throws(Failure) -> GuestHandle {
    guard let guest = guests[name] else { throw Failure(.noSuchGuest, name) }
    return guest
  }

  private func active(_ name: String) throws(Failure) -> GuestHandle {
    let guest = try find(name)
    guard believes(guest) else { throw Failure(.rehearsalState, name, cause: "it is off") }
    return guest
  }

  /// Whether the guest runs, as far as the tool knows.
  private func believes(_ guest: GuestHandle) -> Bool {
    belief.map { $0.isActive == true } ?? guest.isActive
  }

  private func allow(_ verb: String, _ guest: GuestHandle) throws(Failure) {
    if guest.script.refused.contains(verb) {
      throw Failure(.rehearsalRefused, guest.record.name, cause: verb)
    }
  }

  private var nextID: Int { (guests.values.map(\.record.domainID).max() ?? 0) + 1 }

  /// Takes note of a guest's end; one that vanished is forgotten.
  private func lay(_ name: String, _ guest: GuestHandle, _ cause: OffCause?) {
    // A disk that is full does not make the guest live; the record is caught up when the next daemon starts.
    if (try? guest.bury(cause)) == false { try? forget(name, guest) }
  }

  private func forget(_ name: String, _ guest: GuestHandle) throws(Failure) {
    do throws(SystemError) {
      try guest.folder.remove()
    } catch {
      throw Failure(.unwritable, guest.folder.path, of: error)
    }
    guests[name] = nil
  }

  private func load(_ folder: GuestFolder, _ living: [ProcessWitness.Player]) throws(Failure) {
    folder.sweep()
    let script = (try? Files.read(folder.script, limit: 1 << 20)).map { bytes in
      String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
    // A folder without a record is a definition that was cut short by a kill: nobody was told that it was taken.
    guard let bytes = try? Files.read(folder.record, limit: 1 << 20),
      let record = GuestRecord(String(decoding: bytes, as: UTF8.self)), let script,
      let parsed = try? GuestScript(script)
    else { return }
    let guest = GuestHandle(record, parsed, folder)
    guests[record.name] = guest
    let mine = living.filter { $0.name == record.name && $0.uuid == record.uuid }
    if let found = mine.first(where: { $0.process == record.process }) ?? mine.first {
      try guest.adopt(found.process)
    } else if record.process != nil {
      lay(record.name, guest, nil)
    }
  }
}
