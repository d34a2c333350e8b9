internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// The NVRAM and the TPM state of one guest, which follow it from node to node by numbered copies in State_directory.
///
/// The number of the newest copy is a fact that every node knows, so that a directory whose storage is not mounted does not pass for one
/// of a guest that has never run.
struct FirmwareState {
  private let driver: any HypervisorDriver
  private let guest: Guest
  private let memory: GuestMemory
  private let facts: FactMemory
  private let log: ResourceLog
  private let directory: String
  /// The file of the copy.
  private let path: String
  private let node: String

  /// That of a guest that is kept like this; nil where State_directory is empty, or its toolstack keeps no such files.
  init?(
    _ guest: Guest, of identity: ResourceIdentity, _ values: PropertyValues,
    _ driver: any HypervisorDriver, _ memory: GuestMemory, _ framework: any ClusterFramework,
    _ log: ResourceLog, node: String = Environment.nodeName
  ) {
    directory = values.text(.stateDirectory)
    guard !directory.isEmpty, driver.firmware != nil else { return nil }
    (self.driver, self.guest, self.memory, self.log) = (driver, guest, memory, log)
    facts = FactMemory(identity, framework, memory.locations)
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
  /// - Throws: `.stateAway` when the directory is not to be had, or has no copy as new as the newest; `.damagedState` when the copy is
  ///   not whole; `.clusterSilent` when nobody says which is the newest.
  func bring(until deadline: Instant) throws(Failure) {
    let files = try files(until: deadline)
    if files.isEmpty { return }
    let known = try newest(until: deadline)
    if let known, known.directory != directory {
      log.write(
        .warning,
        "State_directory of guest \(guest.name) is another than it was: copy \(known.number) in \(known.directory) counts no more"
      )
    }
    let kept = try load(knowing: known)
    let noted = self.noted
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
    guard let number = try make(files, after: kept, known) else { return }
    // Without it the guest boots as well, and the copy that follows the boot says it again.
    do throws(Failure) { try tell(number, known, until: deadline) } catch {
      log.write(error, as: .warning)
    }
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
  /// - Throws: why nothing was copied, or why no other node knows that it was.
  func keep(taking: Bool = false, until deadline: Instant) throws(Failure) {
    let files = try files(until: deadline)
    if files.isEmpty { return }
    var known: NewestCopy?
    // A death is told after that.
    let patience = Duration.seconds(5)
    do throws(Failure) { known = try newest(until: min(deadline, Clock.now + patience)) } catch {
      // A silent cluster keeps nothing from being copied where copies are.
      guard Files.information(path) != nil else { throw error }
      log.write(error, as: .warning)
    }
    var kept: StateCopy?
    do throws(Failure) { kept = try load(knowing: known) } catch {
      guard error.code == .damagedState else { throw error }
      log.write(.warning, error.description)
      kept = StateCopy(generation: 0, node: "", time: 0, parts: [:])
    }
    if let kept, !kept.node.isEmpty, kept.node != node, !taking { return }
    guard let number = try make(files, after: kept, known) else { return }
    try tell(number, known, until: min(deadline, Clock.now + patience))
  }

  /// Makes a copy of what is here, unless the last is that, and is this node's.
  ///
  /// - Returns: the number of the copy that holds it; nil where there is nothing to be copied.
  private func make(
    _ files: [StateFile], after kept: StateCopy?, _ known: NewestCopy?
  ) throws(Failure) -> Int? {
    var parts: [StateKind: StateCopy.Part] = [:]
    for file in files { parts[file.kind] = try file.read() }
    if parts.isEmpty { return nil }
    // No number comes again, whatever was lost.
    let last =
      [kept?.generation, known?.number, memory.stateNote?.generation].compactMap(\.self)
      .max() ?? 0
    if let kept, kept.parts == parts, kept.node == node, kept.generation >= last {
      // Who made it may have been killed before that was noted.
      let note = StateNote(of: kept, in: directory)
      if memory.stateNote != note { try memory.keep(note) }
      return kept.generation
    }
    let copy = StateCopy(
      generation: last + 1, node: node,
      time: Clock.secondsSince1970, parts: parts)
    try Files.store(path, try copy.serialized())
    try memory.keep(StateNote(of: copy, in: directory))
    return copy.generation
  }

  /// The copy of the directory; nil when none was ever made, or all that were are lost.
  private func load(knowing known: NewestCopy?) throws(Failure) -> StateCopy? {
    guard Files.information(directory)?.kind == .directory else {
      throw Failure(.stateAway, directory, cause: "it is no directory of this node")
    }
    var kept: StateCopy?
    if Files.information(path) != nil {
      do throws(Failure) {
        kept = try StateCopy(parsing: try Files.load(path, trusted: true), name: path)
      } catch {
        guard error.code == .damagedState, let known, known.isLost, known.directory == directory
        else { throw error }
      }
    }
    if let number = StateDecision.missing(
      holding: kept?.generation, known: known, noted: noted, in: directory)
    {
      let found = kept.map { "copy \($0.generation)" } ?? "no copy"
      throw Failure(.stateAway, directory, cause: "it holds \(found), and copy \(number) was made")
    }
    return kept
  }

  /// The copy that this node held last, as it counts among those of the directory.
  private var noted: StateNote? { memory.stateNote?.counting(in: directory) }

  // MARK: Which copy is the newest

  /// The newest copy that is known of; nil where none is.
  private func newest(until deadline: Instant) throws(Failure) -> NewestCopy? {
    try facts.facts(until: deadline).values[.copy].flatMap { NewestCopy($0) }
  }

  /// Why this node would not start the guest as its storage is now; nil where nothing keeps it, or that cannot be told.
  func obstacle(until deadline: Instant) -> Failure? {
    do throws(Failure) { _ = try load(knowing: try newest(until: deadline)) } catch {
      return [.stateAway, .damagedState].contains(error.code) ? error : nil
    }
    return nil
  }

  /// Has every node know which copy is the newest, once it is there.
  private func tell(_ number: Int, _ known: NewestCopy?, until deadline: Instant) throws(Failure) {
    let newest = NewestCopy(number, in: directory)
    if newest == known { return }
    do throws(Failure) { try facts.keep(.copy, as: newest.text, until: deadline) } catch {
      throw error.placed(
        error.subject,
        cause: "copy \(number) is made, and not every node knows of it: \(error.cause)")
    }
  }

  /// Has every node know that the copies are lost, as an operator says so: none of them is missed from now on.
  ///
  /// - Returns: the number of the newest; nil where none is known, or all are lost already.
  func forget(until deadline: Instant) throws(Failure) -> Int? {
    let known = try newest(until: deadline)
    if known?.isLost == true { return nil }
    let number = max(known?.number ?? 0, noted?.generation ?? 0)
    guard number > 0 else { return nil }
    let lost = NewestCopy(number, in: known?.directory ?? directory, isLost: true)
    try facts.keep(.copy, as: lost.text, until: deadline)
    return number
  }
}

extension MethodContext {
  /// The NVRAM and TPM state of the guest; nil where none is carried.
  var firmwareState: FirmwareState? {
    FirmwareState(guest, of: identity, configuration.values, driver, store.memory, framework, log)
  }
}
