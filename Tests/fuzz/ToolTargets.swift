import Model

@testable import Hypervisors
@testable import Platform

/// What toolstacks say, by their tools and over the wire. Nonsense is never read as a guest that is off or not there.
extension Targets {
  /// The lines of a text, whichever byte ends them.
  private static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.split { $0 == 0x0A || $0 == 0x0D }.map(Array.init)
  }

  /// A few of the places where a text can have been cut.
  private static func cuts(_ bytes: [UInt8]) -> [[UInt8]] {
    [1, 2, 7, bytes.count / 4, bytes.count / 2].filter { $0 > 0 && $0 < bytes.count }
      .map { Array(bytes.dropLast($0)) }
  }

  static let wire: Target = { bytes in
    _ = try? WireMessage.length(bytes)
    guard let message = try? WireMessage(afterLength: bytes) else { return }
    precondition(message.bytes.count == WireMessage.headerLength + message.body.count)
    var decoder = XDRDecoder(message.body)
    while (try? decoder.optionalString()) != nil {}
    _ = try? WireConnection.checkAuthentication(message.body)
    let refusal = WireConnection.refusal(message.body)
    if WireWitness.observation(of: refusal)?.state == .absent {
      precondition(message.body.starts(with: [0, 0, 0, 42]))
    }
    var control = XDRDecoder(message.body)
    _ = (try? WireControl(from: &control))?.complaint
    var numbers = XDRDecoder(message.body)
    if let state = try? numbers.signed(), let reason = try? numbers.signed() {
      switch WireState.decode(state, reason) {
      case .off: precondition(state == 5)
      case .crashed: precondition(state == 6)
      case .absent: preconditionFailure("a state is of a domain that is there")
      default: break
      }
    }
    if let domain = try? WireDomain(message.body) {
      var encoder = XDREncoder()
      domain.encode(into: &encoder)
      precondition((try? WireDomain(encoder.bytes)) == domain)
      let guest = Guest(name: domain.name, identity: GuestIdentity(uuid: domain.uuidText))
      precondition(WireDomain(guest)?.uuid == domain.uuid)
    }
  }

  /// Whether a line is a row of the guest `web`, in whatever text it stands.
  private static func isRow(_ line: [UInt8]) -> Bool {
    let words = line.split { $0 == 0x20 || $0 == 0x09 }.map { text($0) }
    return line.starts(with: "web ".utf8) && words.count == 6
      && words[1...3].allSatisfy { Int($0) != nil }
      && XenState.decode(words[4], processors: 1) != nil && Double(words[5]) != nil
  }

  static let xl: Target = { bytes in
    let words = text(bytes)
    if let list = XenList(parsing: words), list.finding("web") == .absent {
      precondition(!lines(bytes).contains(where: isRow))
    }
    for cut in cuts(bytes) where cut.last != 0x0A {
      precondition(XenList(parsing: text(cut)) == nil)
    }
    if case .off = XenState.decode(words, processors: 2) {
      precondition(bytes[3] == UInt8(ascii: "s"))
    }
    for tool in [XenToolstack.xl, .xm] {
      let row = tool.answer(Completion(ending: .exited(0), output: bytes), of: "web")
      if case .row(let row) = row { precondition(row.name == "web") }
      let denial = Completion(ending: .exited(tool == .xl ? 1 : 3), errors: bytes)
      if tool.answer(denial, of: "web") == .denied { precondition(words.contains("web")) }
    }
    named(words)
    _ = XenInfo(parsing: words).room
    _ = XenInfo(parsing: words).movesParavirtual
    _ = XenFacts(parsing: words).disks
    _ = XenLog(words.split(separator: "\n").map(String.init)).endsSuspended
    _ = XenName.plain(words)
  }

  /// A guest of a name that it may have is found again in the list, whatever the name looks like.
  private static func named(_ words: String) {
    guard XenName.fault(words) == nil, words.utf8.allSatisfy({ $0 >= 0x20 }),
      !words.contains(where: \.isNewline)
    else { return }
    let list = """
      Name                                        ID   Mem VCPUs      State   Time(s)
      Domain-0                                     0   640     1     r-----     341.2
      \(words)    3    96     1     -b----       4.7

      """
    guard case .seen(_, .running) = XenList(parsing: list)?.finding(words) else {
      preconditionFailure("'\(words)' is lost in the list")
    }
  }

  /// Two definitions with a zero in between: one that is kept, and what libvirt made of it.
  static let definition: Target = { bytes in
    _ = try? RehearsalDefinition.read(bytes)
    let parts = pair(bytes)
    _ = DomainDefinition.differences(parts.whole, parts.kept, madeFrom: parts.kept)
    guard let domain = try? DomainDefinition(parsing: parts.kept) else { return }
    precondition(!domain.name.isEmpty)
    _ = try? DomainFirmware(parsing: parts.kept)
    for disk in (try? DomainDefinition.disks(in: parts.kept)) ?? [] {
      let layer = GuestDisk(
        disk.target, DiskLayer(.file, "/a&b", "qcow2"), below: [DiskLayer(.file, "/c", "raw")])
      let result = try? DomainDefinition.putting(
        layer, at: disk.target, into: parts.kept, from: parts.whole)
      guard let result else { continue }
      let found = (try? DomainDefinition.disks(in: result)) ?? []
      precondition(found.contains { $0.target == disk.target && $0.top.place == "/a&b" })
    }
    guard let known = try? DomainDefinition.particulars(of: parts.whole, beyond: parts.kept),
      let made = try? DomainDefinition.completing(parts.kept, by: known, identityAlone: false)
    else { return }
    precondition(Particulars(known.text) == known)
    let completed = try? DomainDefinition(parsing: made)
    precondition(completed?.name == domain.name)
    let uuid = domain.uuid.isEmpty ? GuestUUID.canonical(known.uuid) ?? "" : domain.uuid
    precondition(completed?.uuid == uuid)
  }

  /// The same of xl and xm, in whose files the last value of a key counts.
  static let xenDefinition: Target = { bytes in
    let parts = pair(bytes)
    for tool in [XenToolstack.xl, .xm] {
      let completer = XenCompleter(tool: tool)
      guard let given = try? XenDefinition.read(parts.kept, for: tool),
        let known = try? completer.particulars(of: parts.whole, beyond: parts.kept),
        let made = try? completer.completing(parts.kept, by: known, identityAlone: false)
      else { continue }
      precondition(Particulars(known.text) == known)
      precondition((try? XenDefinition.read(made, for: tool))?.name == given.name)
    }
  }

  /// The same of constraints.
  static let ldomDefinition: Target = { bytes in
    let parts = pair(bytes)
    let completer = LogicalDomainCompleter()
    guard let given = try? LogicalDomainDefinition(parsing: parts.kept),
      let known = try? completer.particulars(of: parts.whole, beyond: parts.kept),
      let made = try? completer.completing(parts.kept, by: known, identityAlone: false)
    else { return }
    precondition(Particulars(known.text) == known)
    precondition((try? LogicalDomainDefinition(parsing: made))?.name == given.name)
  }

  /// The two parts of an input; the second is the first where there is none.
  private static func pair(_ bytes: [UInt8]) -> (kept: [UInt8], whole: [UInt8]) {
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    let kept = Array(parts[0])
    return (kept, parts.count > 1 ? Array(parts[1]) : kept)
  }

  static let ldm: Target = { bytes in
    for cut in cuts(bytes) where cut.last != 0x0A {
      precondition(DomainListing(parsing: text(cut)) == nil)
    }
    guard let listing = DomainListing(parsing: text(bytes)) else { return }
    for row in listing.rows {
      guard case .off = DomainState.state(of: row) else { continue }
      precondition(["bound", "inactive"].contains(row.state))
    }
    if listing["web"] == nil {
      precondition(
        !lines(bytes).contains { text($0).contains("|name=web|state=active|flags=-n----|") })
    }
  }

  static let virsh: Target = { bytes in
    let words = text(bytes)
    switch LibvirtState.parse(words) {
    case .off: precondition(words.contains("shut off"))
    case .crashed: precondition(words.contains("crashed"))
    case .absent: preconditionFailure("a state is of a domain that is there")
    default: break
    }
    let answer = Completion(ending: .exited(0), output: bytes)
    if let names = LibvirtDriver.names(in: answer), !names.contains("web") {
      precondition(!lines(bytes).contains(Array("web".utf8)))
      precondition(bytes.isEmpty || bytes.last == 0x0A)
    }
    if let needs = try? DomainNeeds(parsing: bytes) {
      precondition(needs.files.allSatisfy { $0.hasPrefix("/") })
    }
    var questions = LibvirtQuestions()
    _ = questions.add("domuuid")
    precondition(questions.answers(in: words).map { $0.count == 1 } ?? true)
    _ = (LibvirtDriver.isActive(network: words), LibvirtDriver.links(in: words))
    _ = LibvirtJob.operation(in: words)
    precondition(LibvirtDriver.memoryInUse(in: words) ?? 0 >= 0)
    if let progress = LibvirtJob.parse(words) {
      precondition((0...100).contains(progress.percent) && !progress.description.isEmpty)
    }
    precondition(GuestsService.onBoot(in: words + "\nON_BOOT='ignore' # c") == "ignore")
    let canMove = TPMHandover.obstacle(at: "/s", capabilities: words) == nil
    precondition(!canMove || words.contains("cmdarg-migration"))
    let memory = LibvirtDriver.kibibytes(of: "Max memory", in: words) ?? 0
    let free = LibvirtDriver.freeMemory(in: words) ?? 0
    precondition(memory >= 0 && free >= 0)
    let rate = LibvirtPace.rate(LibvirtPace.fields(words))
    _ = MoveForecast(
      MovePace(memory: memory, written: (rate << 20, 3 * rate << 20), speed: max(free, 1)))
  }

  /// What /proc shows of processes, and which guest a process is by its arguments.
  static let processes: Target = { bytes in
    _ = Processes.status(7, in: bytes)?.isZombie
    _ = Processes.count("rchar:", in: bytes)
    let arguments = Processes.arguments(in: bytes)
    if let guest = EmulatorProcess.guest(arguments) {
      precondition(arguments.contains { $0.lowercased().contains(guest.uuid) })
    }
    _ = XenArrival.domain(filledBy: arguments)
    _ = XenMigration.moves(arguments, "web", tool: "xl")
    _ = try? XenKeeper(name: "web", definition: "/d").keeps(arguments, writing: nil) { _ in bytes }
    _ = GuestProcess.guest(arguments, in: StateDirectory("/s"))
    // The spelling of QEMU: a comma is two.
    let name = text(bytes.prefix(255).filter { $0 != 0 })
    let spelt = name.utf8.flatMap { $0 == 0x2C ? [$0, $0] : [$0] }
    let argument = "guest=" + text(spelt) + ",debug-threads=on"
    precondition(EmulatorProcess.guestName(argument).utf8.elementsEqual(name.utf8))
  }
}
