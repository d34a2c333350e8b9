public import Model
internal import Platform

/// Guests that libvirt drives: looked at by its own protocol, and told by way of virsh.
public struct LibvirtDriver: HypervisorDriver, HypervisorPeer, GuestMarker, GuestAutostart,
  SavedMemory, GuestRedefiner
{
  /// The connection that is used when Connect_uri is empty.
  public static let defaultURI = "qemu:///system"
  /// The name space of our element in a domain's metadata.
  static let metadataURI = "urn:ohac:ha-xvm:1"

  public let uri: String

  public init(uri: String) {
    self.uri = uri.isEmpty ? LibvirtDriver.defaultURI : uri
  }

  public var name: String { "libvirt \(uri)" }
  public var hypervisor: Hypervisor { .libvirt }

  /// The client, or one of the daemons: a guest can run without the client.
  public var isInstalled: Bool {
    ["virsh", "libvirtd", "virtqemud", "virtxend"].contains { Toolbox.find($0) != nil }
      || WireSocket.door(uri) != nil
  }

  /// Whether a guest of this connection can run on this node: where only the client of another node's daemon is, or a daemon that
  /// lacks the driver of such guests, none can, and there is nobody who could not be asked.
  public var canRunHere: Bool {
    LibvirtRunners(scheme: uri.split(separator: ":").first.map(String.init) ?? "").areHere
  }

  public var silence: Failure.Code { .toolstackUnreachable }
  public var traits: Traits {
    let always: Traits = [.shutdownModes, .foundByUUID]
    return uri.hasPrefix("qemu") ? always.union(.tunesMoves) : always
  }

  /// The emulator, where that is a process of this machine.
  public var witness: (any GuestWitness)? { EmulatorProcess(uri: uri) }
  /// How guests move to another node; nil for a connection to another machine.
  public var mover: (any GuestMover)? { LibvirtMover(self) }
  public var resumer: (any GuestResumer)? { self }
  public var marker: (any GuestMarker)? { self }
  public var autostart: (any GuestAutostart)? { self }
  public var savedMemory: (any SavedMemory)? { self }
  public var redefiner: (any GuestRedefiner)? { self }
  public var disks: (any GuestDisks)? { LibvirtDisks(self) }
  public var completer: (any GuestCompleter)? { LibvirtCompleter() }
  public var firmware: (any GuestFirmware)? { LibvirtFirmware(self) }
  public var interior: (any GuestInterior)? { LibvirtInterior(self) }
  public var look: (any NodeLook)? { LibvirtLook(self) }

  /// Asks the daemon by its own protocol; by virsh where that is not to be had.
  public func observe(_ guest: Guest, until deadline: Instant) -> Observation {
    WireWitness(uri: uri).observe(guest, until: deadline) ?? observeByVirsh(guest, until: deadline)
  }

  /// One `virsh domstate`; only when that fails the list of all domains decides between absent and unknown.
  ///
  /// No message of virsh is ever matched: it exits 1 for a domain that is not there and for a daemon that is away. A list
  /// that succeeds and does not hold the name is the proof of absence (Toolstacks, virsh's answers).
  private func observeByVirsh(_ guest: Guest, until deadline: Instant) -> Observation {
    let began = Clock.now
    let half = began + (deadline - began) * 0.6
    do {
      let answer = try virsh(["domstate", "--reason", "--domain", guest.name], until: half)
      if answer.succeeded {
        return Observation(
          LibvirtState.parse(answer.text), by: "virsh domstate", answer.text.firstLine)
      }
      if try names(["--all"], until: deadline).contains(guest.name) {
        return Observation(unknown: answer.complaint, by: "virsh domstate")
      }
      return Observation(.absent, by: "virsh list", "not among the domains")
    } catch { return Observation(unknown: error.sentence, by: "virsh") }
  }

  /// The domains that `virsh list --name` lists with these options.
  func names(_ options: [String], until deadline: Instant) throws(Failure) -> [String] {
    let list = try virsh(["list", "--name"] + options, until: deadline)
    guard list.succeeded, let names = LibvirtDriver.names(in: list) else {
      throw Failure(
        .toolstackUnreachable, name,
        cause: list.succeeded ? "the list is nonsense" : list.complaint)
    }
    return names
  }

  /// The domains in the answer to `list --name`; nil when it is not a whole list.
  static func names(in list: Completion) -> [String]? {
    let text = list.text
    guard !list.truncated, text.isEmpty || text.utf8.last == UInt8(ascii: "\n"),
      !text.utf8.contains(UInt8(ascii: "\r"))
    else { return nil }
    return text.split(separator: "\n").map(String.init)
  }

  /// UUID and number from the domain's description, the process from /proc.
  public func identify(_ guest: Guest, until deadline: Instant) throws(Failure) -> GuestIdentity {
    let description = try describe(guest, until: deadline)
    var identity = GuestIdentity(uuid: description.uuid, domainID: description.id)
    if let own = EmulatorProcess(uri: uri)?.identity(
      of: Guest(name: guest.name, identity: identity))
    {
      (identity.pid, identity.startTime) = (own.pid, own.startTime)
      identity.processSpace = own.processSpace
    }
    return identity
  }

  /// `virsh define`, fed on its standard input so that no file is left.
  ///
  /// A domain that is known keeps its UUID: a definition without one would be given another, and refused for that.
  public func define(_ guest: Guest, definition: [UInt8], until deadline: Instant) throws(Failure) {
    var definition = definition
    if try DomainDefinition(parsing: definition).uuid.isEmpty,
      let known = try known(guest, until: deadline)
    {
      definition = DomainDefinition.adding(uuid: known, to: definition)
    }
    try virsh(["define", "--file", "/dev/stdin"], input: definition, until: deadline)
      .orThrow(.cannotDefine, guest.name)
  }

  /// The UUID of a domain that is known; nil for none.
  private func known(_ guest: Guest, until deadline: Instant) throws(Failure) -> String? {
    do throws(Failure) { return try describe(guest, until: deadline).uuid } catch {
      if error.code == .noSuchGuest { return nil }
      throw error
    }
  }

  /// `virsh start`, with --force-boot, which drops a managed save, unless it is to be restored.
  public func start(_ guest: Guest, restoring: Bool, until deadline: Instant) throws(Failure) {
    let flags = restoring ? [] : ["--force-boot"]
    try virsh(["start", "--domain", guest.name] + flags, until: deadline)
      .orThrow(.cannotStart, guest.name)
  }

  /// `virsh resume`; a guest that suspended itself wants `virsh dompmwakeup`.
  public func resume(_ guest: Guest, until deadline: Instant) throws(Failure) {
    let answer = try virsh(["resume", "--domain", guest.name], until: deadline)
    if answer.succeeded { return }
    let wake = try virsh(["dompmwakeup", "--domain", guest.name], until: deadline)
    if !wake.succeeded { try answer.orThrow(.paused, guest.name) }
  }

  /// `virsh shutdown --mode`; it returns at once and promises nothing.
  public func requestShutdown(_ guest: Guest, mode: ShutdownMode, until deadline: Instant)
    throws(Failure)
  {
    try virsh(["shutdown", "--domain", guest.name, "--mode", mode.rawValue], until: deadline)
      .orThrow(.shutdownRefused, "\(guest.name), mode \(mode)")
  }

  /// `virsh destroy`; libvirt itself sends SIGTERM, and SIGKILL after 10 s.
  public func destroy(_ guest: Guest, until deadline: Instant) throws(Failure) {
    try virsh(["destroy", "--domain", guest.name], until: deadline)
      .orThrow(.cannotDestroy, guest.name)
  }

  /// An element of ours in the domain's metadata, in the running domain and, where it is persistent, in its definition.
  public func mark(_ guest: Guest, as mark: String, until deadline: Instant) throws(Failure) {
    let element = "<resource>\(mark)</resource>"
    let words = [
      "metadata", "--domain", guest.name, "--uri", LibvirtDriver.metadataURI, "--key", "haxvm",
      "--set", element,
    ]
    if try virsh(words + ["--live", "--config"], until: deadline).succeeded { return }
    let live = try virsh(words + ["--live"], until: deadline)
    guard live.succeeded else { throw refusal(live, guest, until: deadline) }
  }

  /// Looks at the description of every active domain.
  public func marked(_ mark: String, until deadline: Instant) throws(Failure) -> [Guest] {
    var found: [Guest] = []
    for name in try names([], until: deadline) {
      let description = try describe(Guest(name: name), until: deadline)
      if description.marks.contains(mark) {
        found.append(
          Guest(
            name: name, identity: GuestIdentity(uuid: description.uuid, domainID: description.id)))
      }
    }
    return found
  }

  /// Whether libvirtd starts the domain when it starts; where the daemon does not say, whether virsh lists it among those.
  public func startsByItself(_ guest: Guest, until deadline: Instant) throws(Failure) -> Bool {
    let answer = WireWitness(uri: uri).ask(of: guest, until: deadline) {
      connection, domain throws(WireError) in try connection.startsByItself(domain)
    }
    if let answer { return answer }
    return try names(["--all", "--autostart"], until: deadline).contains(guest.name)
  }

  /// What keeps libvirt from commanding the guest.
  public func impediment(to guest: Guest, until deadline: Instant) -> Evidence? {
    let control = WireWitness(uri: uri).ask(of: guest, until: deadline) {
      connection, domain throws(WireError) in try connection.control(domain)
    }
    return control?.complaint.map { Evidence("control channel", $0, at: Clock.now) }
  }

  /// Whether a start would go on from a memory image that was saved here; nil when the daemon does not say.
  public func hasSavedState(_ guest: Guest, until deadline: Instant) -> Bool? {
    WireWitness(uri: uri).ask(of: guest, until: deadline) {
      connection, domain throws(WireError) in try connection.hasManagedSave(domain)
    }
  }

  /// A domain's XML.
  public func read(definition: [UInt8]) throws(Failure) -> GuestDefinition {
    try GuestDefinition(DomainDefinition(parsing: definition), DomainSecrets.find(in: definition))
  }

  /// What libvirt keeps of the domain for its next start, passwords included; nil for one that it does not keep.
  public func definition(of guest: Guest, until deadline: Instant) throws(Failure) -> [UInt8]? {
    let answer = try virsh(
      ["dumpxml", "--inactive", "--security-info", "--domain", guest.name], until: deadline)
    if answer.succeeded { return try LibvirtDriver.document(in: answer, of: guest) }
    let refusal = refusal(answer, guest, until: deadline)
    if refusal.code == .noSuchGuest { return nil }
    throw refusal
  }

  /// `virsh undefine` with no flag, which libvirt refuses for a domain with a saved image, snapshots, checkpoints or NVRAM. The state
  /// of a TPM it would remove (Toolstacks, What an undefine takes with it).
  public func discard(_ guest: Guest, _ definition: [UInt8], until deadline: Instant)
    throws(Failure)
  {
    if try !XMLElement(parsing: definition).everywhere("tpm").isEmpty {
      throw Failure(.toolRefused, guest.name, cause: "the state of its TPM would be lost")
    }
    try virsh(["undefine", "--domain", guest.identity.uuid], until: deadline)
      .orThrow(.toolRefused, guest.name)
  }

  /// The XML in the answer to `dumpxml`: what is cut short is no description of anything.
  static func document(in answer: Completion, of guest: Guest) throws(Failure) -> [UInt8] {
    guard !answer.truncated, answer.text.trimmedLines.last?.hasSuffix("</domain>") == true else {
      throw Failure(
        .toolstackUnreachable, guest.name, cause: "its description ends before its end")
    }
    return answer.output
  }

  /// The daemon's life-cycle events, where it is spoken to by its own protocol.
  public func news(of guest: Guest, retryingWithin pause: Duration) -> (any GuestNews)? {
    WireSocket.candidates(uri).isEmpty ? nil : WireNews(of: guest, at: uri, retryingWithin: pause)
  }

  /// What it means that virsh did not do what it was told: only a list that succeeds tells a guest that is not there from a
  /// daemon that is not.
  private func refusal(_ answer: Completion, _ guest: Guest, until deadline: Instant) -> Failure {
    do throws(Failure) {
      let isKnown = try names(["--all"], until: deadline).contains(guest.name)
      return Failure(isKnown ? .toolRefused : .noSuchGuest, guest.name, cause: answer.complaint)
    } catch {
      return Failure(.toolstackUnreachable, guest.name, cause: answer.complaint)
    }
  }

  /// The domain as it runs or, where it is off, as it is defined.
  func description(of guest: Guest, until deadline: Instant) throws(Failure) -> [UInt8] {
    let answer = try virsh(["dumpxml", "--domain", guest.name], until: deadline)
    guard answer.succeeded else { throw refusal(answer, guest, until: deadline) }
    return try LibvirtDriver.document(in: answer, of: guest)
  }

  private func describe(_ guest: Guest, until deadline: Instant) throws(Failure) -> DomainDefinition
  {
    try DomainDefinition(parsing: description(of: guest, until: deadline))
  }

  func virsh(_ words: [String], input: [UInt8] = [], until deadline: Instant)
    throws(Failure) -> Completion
  {
    try Toolbox.run("virsh", ["-q", "-c", uri] + words, input: input, until: deadline)
  }

  /// Starts virsh and does not wait for it.
  func begin(_ words: [String]) throws(Failure) -> RunningProgram {
    try Toolbox.begin("virsh", ["-q", "-c", uri] + words)
  }
}

extension String {
  /// The first line that is not empty.
  fileprivate var firstLine: String { trimmedLines.first ?? "" }
}
