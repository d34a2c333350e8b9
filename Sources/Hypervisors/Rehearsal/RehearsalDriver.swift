public import Model
internal import Platform

/// Drives the guests of a rehearsal daemon by its socket, as other drivers do those of a real toolstack.
public struct RehearsalDriver: HypervisorDriver, GuestResumer, GuestMarker, GuestAutostart,
  GuestFirmware
{
  private let directory: StateDirectory
  private var client: RehearsalClient { RehearsalClient(directory: directory) }

  /// The driver for the daemon whose state lies in that directory; empty is the usual one.
  public init(stateDirectory: String) {
    directory = StateDirectory(
      stateDirectory.isEmpty ? Locations.current.rehearsal : stateDirectory)
  }

  public var name: String { "rehearsal \(directory.path)" }
  public var hypervisor: Hypervisor { .rehearsal }
  /// The directory of the daemon's state.
  public var uri: String { directory.path }
  public var silence: Failure.Code { .rehearsalUnreachable }
  public var traits: Traits { [.shutdownModes] }
  public var rules: [PropertyRule] { [] }
  public var isInstalled: Bool { true }

  public var witness: (any GuestWitness)? { RehearsalWitness(directory) }
  public var resumer: (any GuestResumer)? { self }
  public var marker: (any GuestMarker)? { self }
  public var autostart: (any GuestAutostart)? { self }
  public var firmware: (any GuestFirmware)? { self }
  public var interior: (any GuestInterior)? { RehearsalInterior(directory) }
  public var look: (any NodeLook)? { RehearsalLook(directory: directory.path) }

  /// What the daemon says of the guest; no answer, a late or a senseless one is `unknown`.
  public func observe(_ guest: Guest, until deadline: Instant) -> Observation {
    do throws(Failure) {
      let report = try report(guest, until: deadline)
      let answer = StateWords.words(report.state).joined(separator: " ")
      return Observation(
        report.state, by: "rehearsal daemon", answer,
        report.state == .absent ? nil : report.identity)
    } catch { return Observation(unknown: error.sentence, by: "rehearsal daemon") }
  }

  /// The UUID, the number of the run and the process that plays the guest.
  public func identify(_ guest: Guest, until deadline: Instant) throws(Failure) -> GuestIdentity {
    let report = try report(guest, until: deadline)
    if report.state == .absent { throw Failure(.noSuchGuest, guest.name) }
    var identity = report.identity
    let process = ProcessIdentity(pid: identity.pid, startTime: identity.startTime)
    if process.pid > 0, Processes.isAlive(process) { identity.processSpace = Processes.space ?? 0 }
    return identity
  }

  /// Defines the guest from a document that names it.
  public func define(_ guest: Guest, definition: [UInt8], until deadline: Instant) throws(Failure) {
    let name = try read(definition: definition).name
    guard name == guest.name else {
      throw Failure(.badDefinition, guest.name, cause: "it names the guest '\(name)'")
    }
    try tell(
      ["define", String(decoding: definition, as: UTF8.self)], guest, .cannotDefine, deadline)
  }

  /// Starts the guest; there is no saved image to restore.
  public func start(_ guest: Guest, restoring: Bool, until deadline: Instant) throws(Failure) {
    try tell(["start", guest.name], guest, .cannotStart, deadline)
  }

  /// Lets a paused guest go on.
  public func resume(_ guest: Guest, until deadline: Instant) throws(Failure) {
    try tell(["resume", guest.name], guest, .cannotStart, deadline)
  }

  /// Asks the guest to shut down; its script may refuse some of the ways.
  public func requestShutdown(_ guest: Guest, mode: ShutdownMode, until deadline: Instant)
    throws(Failure)
  {
    try tell(["shutdown", guest.name, mode.rawValue], guest, .shutdownRefused, deadline)
  }

  /// Has the daemon kill the guest's process; when it returns, that has ended.
  public func destroy(_ guest: Guest, until deadline: Instant) throws(Failure) {
    try tell(["destroy", guest.name], guest, .cannotDestroy, deadline)
  }

  /// Puts a word on the guest, which the daemon keeps on disk.
  public func mark(_ guest: Guest, as mark: String, until deadline: Instant) throws(Failure) {
    _ = try client.call(["mark", guest.name, mark], until: deadline)
  }

  /// The guests that bear that word, running or not.
  public func marked(_ mark: String, until deadline: Instant) throws(Failure) -> [Guest] {
    var guests: [Guest] = []
    for word in try client.call(["marked", mark], until: deadline) {
      guard let report = TabbedLine.split(word).flatMap(GuestReport.init) else { throw nonsense }
      guests.append(Guest(name: report.name, identity: report.identity))
    }
    return guests
  }

  /// Whether the guest's script has the line `autostart`.
  public func startsByItself(_ guest: Guest, until deadline: Instant) throws(Failure) -> Bool {
    try isSo("autostart", guest, until: deadline)
  }

  /// Whether the guest's script has such a line.
  private func isSo(_ line: String, _ guest: Guest, until deadline: Instant) throws(Failure) -> Bool
  {
    switch try client.call([line, guest.name], until: deadline) {
    case ["yes"]: return true
    case ["no"]: return false
    default: throw nonsense
    }
  }

  /// The variables of its firmware, where the guest's script has the line `nvram`.
  public func stateFiles(of guest: Guest, until deadline: Instant) throws(Failure) -> [StateFile] {
    do throws(Failure) {
      return try isSo("nvram", guest, until: deadline) ? stateFiles(of: guest.name) : []
    } catch {
      if error.code == .noSuchGuest { return [] }
      throw error
    }
  }

  /// Those of a guest with this definition.
  public func stateFiles(in definition: [UInt8]) throws(Failure) -> [StateFile] {
    let (domain, script) = try RehearsalDefinition.read(definition)
    return script.nvram ? stateFiles(of: domain.name) : []
  }

  private func stateFiles(of name: String) -> [StateFile] {
    directory.folder(of: name).map { [StateFile(.nvram, $0.nvram)] } ?? []
  }

  /// A definition of type `rehearsal` whose script is right.
  public func read(definition: [UInt8]) throws(Failure) -> GuestDefinition {
    try GuestDefinition(RehearsalDefinition.read(definition).0, DomainSecrets.find(in: definition))
  }

  private var nonsense: Failure {
    Failure(.rehearsalUnreachable, directory.socket, cause: "the answer is nonsense")
  }

  private func report(_ guest: Guest, until deadline: Instant) throws(Failure) -> GuestReport {
    let words = try client.call(["state", guest.name], until: deadline)
    guard let report = GuestReport(words), report.name == guest.name else { throw nonsense }
    return report
  }

  /// Tells the daemon something; its refusal becomes the failure that the agent knows for that, in the daemon's words.
  private func tell(
    _ words: [String], _ guest: Guest, _ code: Failure.Code, _ deadline: Instant
  ) throws(Failure) {
    do throws(Failure) {
      _ = try client.call(words, until: deadline)
    } catch {
      let isPlain = [.toolstackUnreachable, .noSuchGuest, code].contains(error.code)
      throw isPlain ? error : Failure(code, guest.name, cause: error.sentence)
    }
  }
}
