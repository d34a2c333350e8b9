internal import Model
internal import Platform

/// A guest in the hands of the daemon: its record, its script and the handle on its process.
///
/// A class, because the handle on the process cannot be copied.
final class GuestHandle {
  private(set) var record: GuestRecord
  private(set) var script: GuestScript
  let folder: GuestFolder
  private var watch: ProcessHandle?

  /// A guest with its folder; its process, if it has one, is not watched yet.
  init(_ record: GuestRecord, _ script: GuestScript, _ folder: GuestFolder) {
    (self.record, self.script, self.folder) = (record, script, folder)
  }

  /// Readable when its process has ended; nil when it has none.
  var processHandle: Int32? { watch?.handle }

  /// Whether a process plays it.
  var isActive: Bool { watch != nil }

  /// What the tool knows of it.
  var state: GuestState {
    guard isActive else { return .off(record.off) }
    // The guest's last word goes before its end, which is the only proof that it is off.
    switch lastWord {
    case .off, .absent, nil: return .running
    case .some(let state): return state
    }
  }

  /// The guest as an answer has it.
  var report: GuestReport {
    var identity = GuestIdentity(uuid: record.uuid)
    if let process = record.process, isActive {
      identity.domainID = String(record.domainID)
      (identity.pid, identity.startTime) = (process.pid, process.startTime)
    }
    return GuestReport(name: record.name, state: state, identity: identity)
  }

  /// What the guest's process last said of itself.
  var lastWord: GuestState? {
    guard let bytes = try? Files.read(folder.status, limit: 4_096) else { return nil }
    let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return TabbedLine.split(line).flatMap(StateWords.state)
  }

  /// Whether the guest says what is waited for, which takes it a few milliseconds; one that has ended says no more.
  func says(_ isAwaited: (GuestState) -> Bool, before deadline: Instant) -> Bool {
    while true {
      let hasEnded = watch?.ended(by: Clock.now + .milliseconds(2)) ?? true
      if let word = lastWord, isAwaited(word) { return true }
      if hasEnded || Clock.now >= deadline { return false }
    }
  }

  /// Changes the record, on disk first.
  func update(_ change: (inout GuestRecord) -> Void) throws(Failure) {
    var changed = record
    change(&changed)
    try store(changed.text, folder.record)
    record = changed
  }

  /// Writes the whole guest.
  func store(definition: [UInt8]?, lines: [String], _ script: GuestScript) throws(Failure) {
    do throws(SystemError) {
      try Files.makeDirectory(folder.path, mode: 0o700)
      if let definition { try Files.replace(folder.definition, with: definition) }
    } catch {
      throw Failure(.unwritable, folder.path, of: error)
    }
    try store(lines.map { $0 + "\n" }.joined(), folder.script)
    self.script = script
    try update { _ in }
  }

  /// Starts the process that plays it, in a session of its own, so that it lives on without us.
  func spawn(id: Int, in directory: StateDirectory) throws(Failure) {
    let started: ProcessIdentity
    do throws(SystemError) {
      try Files.remove(folder.status)
      let arguments = GuestProcess.arguments(
        name: record.name, uuid: record.uuid, directory: directory)
      let child = try Child(
        Command(Environment.ownProgram, arguments, name: "xvm_rehearsal"), standing: .session)
      guard let process = Processes.identity(child.pid) else {
        throw SystemError.missing("the process that plays the guest ended at once")
      }
      watch = try ProcessHandle(process)
      started = process
    } catch {
      throw Failure(.cannotStart, record.name, cause: error.description)
    }
    try update { record in
      (record.process, record.domainID) = (started, id)
      record.machineBoot = Environment.bootIdentifier ?? ""
    }
  }

  /// Takes a process over that another daemon started.
  func adopt(_ process: ProcessIdentity) throws(Failure) {
    watch = try? ProcessHandle(process)
    if record.process != process {
      try update { record in
        record.process = process
        record.machineBoot = Environment.bootIdentifier ?? ""
      }
    }
  }

  /// Takes it for off, with its process alive.
  func loseSight() throws(Failure) {
    watch = nil
    try update { record in (record.process, record.off) = (nil, .unknown) }
  }

  /// Takes note that its process is gone; whether the guest is still one that the tool knows.
  func bury(_ cause: OffCause?) throws(Failure) -> Bool {
    watch = nil
    let word = lastWord
    let isSameBoot = record.machineBoot == Environment.bootIdentifier
    if cause == nil, word == .absent { return false }
    try update { record in
      record.process = nil
      if let cause {
        record.off = cause
      } else if case .off(let last) = word {
        record.off = last
      } else {
        record.off = isSameBoot ? .crashed : .unknown
      }
    }
    return true
  }

  /// Sends its process a signal.
  func signal(_ number: Int32) {
    _ = watch?.signal(number)
  }

  /// Ends its process; whether it was gone in time.
  func kill(until deadline: Instant) -> Bool {
    guard watch?.signal(Signal.kill) != nil else { return true }
    return watch?.ended(by: deadline) ?? true
  }

  private func store(_ text: String, _ path: String) throws(Failure) {
    do throws(SystemError) {
      try Files.replace(path, with: Array(text.utf8))
    } catch {
      throw Failure(.unwritable, path, of: error)
    }
  }
}
