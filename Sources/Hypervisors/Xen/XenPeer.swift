internal import Model
internal import Platform

/// The tool of another node, asked over the transport of a move.
///
/// It is asked for whole lists and told numbers of domains: a name may hold letters that a shell on the way would take apart.
/// What it cannot see is the process that brings a guest back there; a guest in the middle of a reboot is absent for it.
struct XenPeer: HypervisorPeer {
  let toolstack: XenToolstack
  let transport: XenTransport
  let target: MoveTarget

  func observe(_ guest: Guest, until deadline: Instant) -> Observation {
    do throws(Failure) {
      let list = try list(until: deadline)
      switch list.finding(guest.name) {
      case .seen(let row, let state): return observation(state, row.words, row.id)
      case .absent: return observation(.absent, "not among the domains")
      case .unsettled(let cause): return observation(.unknown(cause), cause)
      }
    } catch {
      let cause = error.cause.isEmpty ? error.sentence : error.cause
      return observation(.unknown(cause), cause)
    }
  }

  private func list(until deadline: Instant) throws(Failure) -> XenList {
    try XenWitness.list(of: "xen \(toolstack.rawValue) on \(target)", until: deadline) {
      () throws(Failure) in try run(["list"], until: deadline)
    }
  }

  /// `unpause`. What is still called NAME--incoming never is: xl gives it its own name before it lets it go on.
  func resume(_ guest: Guest, until deadline: Instant) throws(Failure) {
    for row in try list(until: deadline).rows where row.name == guest.name {
      try order("unpause", row, orThrow: .paused, until: deadline)
    }
  }

  /// `destroy`, under each name that a move gives a guest.
  func destroy(_ guest: Guest, until deadline: Instant) throws(Failure) {
    for row in try list(until: deadline).rows
    where row.name == guest.name || XenName.plain(row.name)?.name == guest.name {
      try order("destroy", row, orThrow: .cannotDestroy, until: deadline)
    }
  }

  /// Runs the tool there.
  func run(_ words: [String], until deadline: Instant) throws(Failure) -> Completion {
    try transport.run([toolstack.rawValue] + words, at: target, until: deadline)
  }

  private func order(
    _ word: String, _ row: XenRow, orThrow code: Failure.Code, until deadline: Instant
  ) throws(Failure) {
    guard let id = row.id else { return }
    try run([word, String(id)], until: deadline)
      .orThrow(code, "\(row.name) on \(target.node)")
  }

  private func observation(_ state: GuestState, _ answer: String, _ id: Int? = nil) -> Observation {
    Observation(
      state, by: "\(toolstack.rawValue) list on \(target.node)", answer,
      id.map { GuestIdentity(domainID: String($0)) })
  }
}
