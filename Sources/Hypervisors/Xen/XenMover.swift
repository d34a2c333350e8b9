internal import Model
internal import Platform

/// Live migration by `xl migrate`, which carries the guest's memory over the command of Migration_transport.
///
/// xl itself is the move: it runs in a session of its own and writes into a file, so that the end of the method that
/// began it does not break it off, and the next call finds the process. It is called off by ending what carries the
/// memory; xl then lets the guest go on here. Nothing lets a guest go on that was suspended by an xl that was killed,
/// nor one that arrived and never got leave to start: those are ended.
///
/// With xm of xend it is `xm migrate --live`, which speaks to the other node's xend (Toolstacks, xl's migration).
struct XenMover: GuestMover {
  let driver: XenDriver
  private var toolstack: XenToolstack { driver.toolstack }

  func canGoOn(_ state: GuestState) -> Bool { state != .movingOut && state != .movingIn }

  func peer(at target: MoveTarget) -> (any HypervisorPeer)? {
    (try? XenTransport(target.transport)).map {
      XenPeer(toolstack: toolstack, transport: $0, target: target)
    }
  }

  func check(_ guest: Guest, to target: MoveTarget, until deadline: Instant) throws(Failure)
    -> [String]
  {
    let peer = XenPeer(
      toolstack: toolstack, transport: try XenTransport(target.transport), target: target)
    let facts = try facts(of: guest, until: deadline)
    if facts.type == "pv", toolstack == .xl,
      XenInfo(parsing: try run(["info"], until: deadline).text).movesParavirtual == false
    {
      throw Failure(
        .moveRefused, guest.name,
        cause:
          "it is paravirtual (pv), and this Xen was built without shadow paging, which moving one takes; "
          + "make it pvh or hvm, or set Migration_type to NORMAL")
    }
    let there = peer.observe(Guest(name: guest.name), until: deadline)
    try requireRoom(at: target, for: guest, seen: there)
    let info = XenInfo(parsing: try peer.run(["info"], until: deadline).text)
    if let needed = facts.memory, let room = info.room, needed > room {
      throw Failure(
        .moveRefused, target.description,
        cause: "the guest has \(needed) MiB, and only \(room) MiB are free")
    }
    let paths = facts.disks.filter(XenTransport.isPlain)
    let isSeen = try look(for: paths, over: peer, until: deadline)
    return ["whether \(target.node) has the bridges of the guest"]
      + (isSeen ? [] : ["whether it sees the disks \(paths.joined(separator: ", "))"])
  }

  /// Whether the other node sees the disks; false where it does not say. A disk that is not there is noticed by xl only after the
  /// guest's memory has been sent.
  private func look(for disks: [String], over peer: XenPeer, until deadline: Instant)
    throws(Failure) -> Bool
  {
    if disks.isEmpty { return true }
    let answer = try peer.transport.run(["ls", "-d"] + disks, at: peer.target, until: deadline)
    // 2 is what ls has for a file that it cannot see; a receiver that runs nothing but xl has another.
    guard answer.ending == .exited(2) else { return answer.succeeded }
    throw Failure(
      .moveRefused, peer.target.description, cause: "it does not see a disk: \(answer.complaint)")
  }

  func move(
    _ guest: Guest, to target: MoveTarget, until deadline: Instant,
    report: (MoveProgress) -> Void
  ) throws(Failure) {
    let began = Clock.now
    let total = Int64((try? facts(of: guest, until: deadline))?.memory ?? 0) << 20
    let log = Locations.current.moves + "/\(XenName.encoded(guest.name)).log"
    let child = try begin(guest, to: target, writing: log)
    // Calling it off takes a moment, which is part of what the move was given.
    let end = deadline - min(.seconds(15), (deadline - began) * 0.25)
    var last = (sent: Int64(0), at: began)
    while Clock.now < end {
      if let ending = child.wait(until: min(end, Clock.now + .seconds(1))) {
        return try judge(ending, guest, log)
      }
      guard let sent = try? XenMigration.find(guest.name, tool: toolstack.rawValue)?.sent else {
        continue
      }
      let seconds = max(1, (Clock.now - last.at).components.seconds)
      report(
        MoveProgress(
          total: total, remaining: max(0, total - sent), speed: (sent - last.sent) / seconds))
      last = (sent, Clock.now)
    }
    cancel(guest, until: deadline)
    guard let ending = child.wait(until: deadline), ending == .exited(0) else {
      throw Failure(
        .moveFailed, guest.name,
        cause: "not over after \((end - began).readable): \(last.sent >> 20) MiB sent")
    }
  }

  private func begin(_ guest: Guest, to target: MoveTarget, writing log: String) throws(Failure)
    -> Child
  {
    let address = try XenTransport.address(of: target)
    let words =
      toolstack == .xl
      ? ["migrate", "-s", try XenTransport(target.transport).line, guest.name, address]
      : ["migrate", "--live", guest.name, address]
    do throws(SystemError) {
      try Trust.prepareDirectory(Files.parent(of: log), mode: 0o700)
      if Files.information(log, following: false) != nil { try Files.remove(log) }
      let output = try Descriptor(appendingTo: log)
      return try Child(
        Command(
          Toolbox.find(toolstack.rawValue) ?? toolstack.rawValue, words,
          environment: Toolbox.environment),
        streams: Streams(output: output.number, errors: output.number), standing: .session)
    } catch {
      throw Failure(.cannotRun, toolstack.rawValue, of: error)
    }
  }

  private func judge(_ ending: Completion.Ending, _ guest: Guest, _ log: String) throws(Failure) {
    if ending == .exited(0) { return }
    let words = Files.lastLines(of: log, 20).filter { !$0.isEmpty }
    throw Failure(
      .moveFailed, guest.name,
      cause: words.isEmpty ? "\(toolstack.rawValue) said nothing" : words.joined(separator: "; "))
  }

  /// What is under way is told by its process; how far it is, only to the one that began it.
  func progress(of guest: Guest, until deadline: Instant) throws(Failure) -> MoveProgress? {
    do throws(SystemError) {
      return try XenMigration.find(guest.name, tool: toolstack.rawValue).map { _ in MoveProgress() }
    } catch {
      throw Failure(.unreadable, "the list of processes", of: error)
    }
  }

  /// A move of the guest goes on, or its names tell of one that does on the other side.
  func isMoving(_ guest: Guest, until deadline: Instant) -> Bool {
    if (try? XenMigration.find(guest.name, tool: toolstack.rawValue)) != nil { return true }
    let state = driver.observe(guest, until: deadline).state
    return state == .movingOut || state == .movingIn
  }

  func received(of guest: Guest, until deadline: Instant) -> Int64? {
    guard let list = try? XenWitness.wholeList(toolstack, until: deadline),
      let id = list.rows.first(where: { $0.name == guest.name + XenName.incoming })?.id
    else { return nil }
    return XenArrival(domain: id).received
  }

  func cancel(_ guest: Guest, until deadline: Instant) {
    guard let migration = try? XenMigration.find(guest.name, tool: toolstack.rawValue),
      let list = try? run(["list"], until: deadline),
      let isCommitted = XenMover.isCommitted(guest.name, by: list)
    else { return }
    if !isCommitted { migration.cut() }
    _ = migration.ends(by: deadline)
  }

  /// Whether the other node has leave to start a guest that moves, and may have done so, which a second later is known; nil
  /// when the list of domains does not show it. A list without its end or of a tool that failed shows nothing.
  static func isCommitted(_ name: String, by list: Completion) -> Bool? {
    guard list.succeeded, !list.truncated, let rows = XenList(parsing: list.text)?.rows else {
      return nil
    }
    return rows.contains { $0.name != name && XenName.plain($0.name)?.name == name }
  }

  private func facts(of guest: Guest, until deadline: Instant) throws(Failure) -> XenFacts {
    XenFacts(parsing: try run(["list", "-l", guest.name], until: deadline).text)
  }

  private func run(_ words: [String], until deadline: Instant) throws(Failure) -> Completion {
    try Toolbox.run(toolstack.rawValue, words, until: deadline)
  }
}
