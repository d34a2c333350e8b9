internal import Model
internal import Platform

/// What a node's libvirt says of a guest that is to come, or to be started there: what its description needs of the node, before anything
/// is sent (Toolstacks, What is asked before a move).
struct LibvirtDestination {
  /// What the node is asked for.
  enum Purpose {
    /// The guest is to arrive there while it runs.
    case arrival
    /// It is to be started there.
    case start
    /// The same, and the node is this one.
    case startHere
  }

  private let peer: LibvirtDriver
  private let target: MoveTarget
  private let purpose: Purpose
  private let deadline: Instant
  /// What the node did not say, a sentence each.
  private(set) var unknown: [String] = []

  init(
    _ peer: LibvirtDriver, _ target: MoveTarget, for purpose: Purpose = .arrival,
    until deadline: Instant
  ) {
    (self.peer, self.target, self.purpose, self.deadline) = (peer, target, purpose, deadline)
  }

  /// Throws the first obstacle; what could not be told is in `unknown` then.
  ///
  /// - Parameters:
  ///   - description: the guest's, as the node would get it.
  ///   - memory: what it has in use or starts with, in bytes; nil where nobody says.
  ///   - copied: the targets of disks that are copied along, and need not be there yet.
  mutating func check(
    _ guest: Guest, _ description: [UInt8], memory: Int64?, copying copied: [String]
  ) throws(Failure) {
    let needs = try DomainNeeds(parsing: description, copying: copied)
    var questions = LibvirtQuestions()
    let room = questions.add("nodememstats")
    let pages = needs.hugePages.map { ($0, questions.add("freepages", "--all")) }
    let uuid = questions.add("domuuid", "--domain", guest.name)
    let links = questions.add("iface-list", "--all")
    let networks = needs.networks.map { questions.add("net-info", "--network", $0) }
    let asked = try peer.begin([questions.line])
    let trial = try trial(of: description)
    let answers = questions.answers(in: asked.end(by: deadline).text)
    guard let answers else { throw refused("its libvirt gives no answer") }
    // A start puts a definition aside that is another one's.
    if case .arrival = purpose {
      try require(no: LibvirtDriver.uuid(in: answers[uuid]), for: guest, description)
    }
    if let trial { throw refused(trial) }
    try require(networks: needs.networks, networks.map { answers[$0] })
    try require(links: needs.links, listed: answers[links])
    if let (size, answer) = pages {
      try require(size, for: description, free: answers[answer])
    } else {
      try require(memory: memory, free: LibvirtDriver.freeMemory(in: answers[room]))
    }
    try require(files: needs.files)
  }

  private func refused(_ cause: String) -> Failure {
    if case .arrival = purpose { return Failure(.moveRefused, target.description, cause: cause) }
    return Failure(.notReady, target.node, cause: cause)
  }

  private func require(no other: String?, for guest: Guest, _ description: [UInt8])
    throws(Failure)
  {
    let this = GuestUUID.canonical(try DomainDefinition(parsing: description).uuid)
    guard let this, let other, this != other else { return }
    throw refused(
      "another guest named \(guest.name) is defined there, with the UUID \(other); a start there puts it aside"
    )
  }

  /// What keeps the hypervisor there from a domain like this: its emulator, machine type, processor, firmware, storage pools and
  /// secrets, all of which it needs to make the emulator's command line; nil when it makes one.
  private mutating func trial(of description: [UInt8]) throws(Failure) -> String? {
    guard peer.uri.hasPrefix("qemu") else {
      unknown.append("whether \(target.node) has what the definition of the guest names")
      return nil
    }
    let answer = try peer.virsh(
      ["domxml-to-native", "--format", "qemu-argv", "--xml", "/dev/stdin"], input: description,
      until: deadline)
    return answer.succeeded ? nil : answer.complaint
  }

  private func require(networks: [String], _ answers: [String]) throws(Failure) {
    for (network, answer) in zip(networks, answers)
    where LibvirtDriver.isActive(network: answer) != true {
      let state = answer.trimmed.isEmpty ? "has no network" : "does not run the network"
      throw refused("it \(state) \(network)")
    }
  }

  private mutating func require(links: [String], listed answer: String) throws(Failure) {
    if links.isEmpty { return }
    let there = LibvirtDriver.links(in: answer)
    guard !there.isEmpty else {
      unknown.append("whether \(target.node) has \(links.joined(separator: ", "))")
      return
    }
    if let missing = links.first(where: { !there.contains($0) }) {
      throw refused("it has no bridge or network device \(missing)")
    }
  }

  private mutating func require(memory needed: Int64?, free: Int64?) throws(Failure) {
    guard let needed, let free else {
      unknown.append("whether \(target.node) has enough memory")
      return
    }
    if needed > free {
      throw refused("the guest takes \(needed >> 20) MiB, and only \(free >> 20) MiB are free")
    }
  }

  /// A guest whose memory is made of huge pages takes all of it there, and nothing of the rest.
  private mutating func require(
    _ pages: DomainNeeds.HugePages, for description: [UInt8], free answer: String
  ) throws(Failure) {
    guard case .of(let size) = pages,
      let needed = try DomainDefinition(parsing: description).mebibytes,
      let free = LibvirtDriver.freeMebibytes(inPagesOf: size, by: answer)
    else {
      unknown.append("whether \(target.node) has enough huge pages")
      return
    }
    if needed > free {
      throw refused(
        "the guest needs \(needed) MiB in huge pages of \(size) MiB, and only \(free) MiB are free")
    }
  }

  private mutating func require(files: [String]) throws(Failure) {
    if case .startHere = purpose {
      let missing = files.first { Files.information($0) == nil }
      if let missing { throw refused("it does not see the disk \(missing)") }
      return
    }
    for sight in try DiskSight(peer).look(at: files, until: deadline) {
      switch sight {
      case .seen: break
      case .missing(let path): throw refused("it does not see the disk \(path)")
      case .untold(let path): unknown.append("whether \(target.node) sees the disk \(path)")
      }
    }
  }
}
