internal import Hypervisors
internal import Model
internal import Platform

/// The NVRAM and the TPM state of one guest, which follow it from node to node by numbered copies in State_directory.
struct FirmwareState {
  private let driver: any HypervisorDriver
  private let guest: Guest
  private let memory: GuestMemory
  private let log: ResourceLog
  private let directory: String
  /// The file of the copy.
  private let path: String
  private let node: String

  /// That of a guest that is kept like this; nil where State_directory is empty, or its toolstack keeps no such files.
  init?(
    _ guest: Guest, of identity: ResourceIdentity, _ values: PropertyValues,
    _ driver: any HypervisorDriver, _ memory: GuestMemory, _ log: ResourceLog,
    node: String = Environment.nodeName
  ) {
    directory = values.text(.stateDirectory)
    guard !directory.isEmpty, driver.firmware != nil else { return nil }
    (self.driver, self.guest, self.memory, self.log) = (driver, guest, memory, log)
    path = "\(directory)/\(identity.resource).state"
    self.node = node
  }

  /// The files of it on this node that no other node has; none of what lies on shared storage already, as the definition may have it:
  /// on a file system of several nodes, or on that of State_directory, unless this node's own state lies there too.
  func files(until deadline: Instant) throws(Failure) -> [StateFile] {
    let device = Files.device(of: directory)
    let isMovable = device != memory.device
    return (try driver.firmware?.stateFiles(of: guest, until: deadline) ?? []).filter {
      !Files.isOnSharedStorage($0.path) && !(isMovable && Files.device(of: $0.path) == device)
    }
  }

  // MARK: Before a boot

  /// Puts the newest state in place of what this node has, which is put aside, and takes it over: the next copy is this node's.
  ///
  /// - Throws: `.stateAway` when the directory is not to be had, `.damagedState` when the copy is not whole.
  func bring(until deadline: Instant) throws(Failure) {
    let files = try files(until: deadline)
    if files.isEmpty { return }
    let kept = try load()
    let noted = memory.stateNote
    for file in files {
      let part = try file.read()
      let local = part.map { StateDecision.Local(digest: $0.digest, changed: file.changed) }
      switch StateDecision.next(file.kind, local: local, kept: kept, noted: noted) {
      case .leave: break
      case .bring:
        if let new = kept?.parts[file.kind] { try place(new, at: file, over: part, kept) }
      case .keep:
        if let kept {
          log.write(
            .warning,
            "the \(file.kind.title) of guest \(guest.name) here is newer than copy \(kept.generation) of \(kept.node), and counts"
          )
        }
      }
    }
    try make(files, after: kept)
  }

  private func place(
    _ new: StateCopy.Part, at file: StateFile, over old: StateCopy.Part?, _ kept: StateCopy?
  ) throws(Failure) {
    var word = ""
    if let old {
      word =
        "; what this node had is now \(try memory.putAside(old.content, as: file.kind.rawValue))"
    }
    try file.write(new)
    log.write(
      .notice,
      "the \(file.kind.title) of guest \(guest.name) is copy \(kept?.generation ?? 0) of \(kept?.node ?? "?")\(word)"
    )
  }

  // MARK: While it runs, and after

  /// Makes the next copy when what is here has changed since the last, and the guest is this node's.
  ///
  /// - Parameter taking: the guest has come here by itself, so that the next copy is this node's.
  func keep(taking: Bool = false, until deadline: Instant) throws(Failure) {
    let files = try files(until: deadline)
    if files.isEmpty { return }
    var kept: StateCopy?
    do throws(Failure) { kept = try load() } catch {
      guard error.code == .damagedState else { throw error }
      log.write(.warning, error.description)
      kept = StateCopy(
        generation: memory.stateNote?.generation ?? 1, node: "", time: 0, parts: [:])
    }
    if let kept, !kept.node.isEmpty, kept.node != node, !taking { return }
    try make(files, after: kept)
  }

  /// Makes a copy of what is here, unless the last is that, and is this node's.
  private func make(_ files: [StateFile], after kept: StateCopy?) throws(Failure) {
    var parts: [StateKind: StateCopy.Part] = [:]
    for file in files { parts[file.kind] = try file.read() }
    if parts.isEmpty { return }
    if let kept, kept.parts == parts, kept.node == node {
      // Who made it may have been killed before that was noted.
      if memory.stateNote != StateNote(of: kept) { try memory.keep(StateNote(of: kept)) }
      return
    }
    let copy = StateCopy(
      generation: (kept?.generation ?? 0) + 1, node: node,
      time: Clock.secondsSince1970, parts: parts)
    try Files.store(path, try copy.serialized())
    try memory.keep(StateNote(of: copy))
  }

  /// The newest copy; nil when none was ever made.
  private func load() throws(Failure) -> StateCopy? {
    guard Files.information(directory)?.kind == .directory else {
      throw Failure(.stateAway, directory, cause: "it is no directory of this node")
    }
    guard Files.information(path) != nil else {
      guard let noted = memory.stateNote else { return nil }
      throw Failure(
        .stateAway, directory,
        cause: "it holds no copy, and this node has seen copy \(noted.generation)")
    }
    return try StateCopy(parsing: try Files.load(path, trusted: true), name: path)
  }
}

extension MethodContext {
  /// The NVRAM and TPM state of the guest; nil where none is carried.
  var firmwareState: FirmwareState? {
    FirmwareState(guest, of: identity, configuration.values, driver, store.memory, log)
  }
}
