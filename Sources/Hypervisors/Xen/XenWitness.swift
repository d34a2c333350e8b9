internal import Model
internal import Platform

/// What `xl` or `xm` says a guest is: one call on the healthy path, and a proof where it says that there is none.
struct XenWitness {
  let toolstack: XenToolstack
  let keeper: XenKeeper
  /// The number of the domain that is meant, where it is known.
  var run = ""

  /// For how long a domain without a name, or a list that lacks Domain-0, is looked at again before nothing is known.
  static let patience = Duration.seconds(3)
  static let pause = Duration.milliseconds(250)

  private var name: String { keeper.name }

  /// What the guest is.
  func observe(until deadline: Instant) -> Observation {
    let began = Clock.now
    // Half of the time at most: a look that its deadline cuts off would say less than the one before.
    let patient = began + min(XenWitness.patience, (deadline - began) * 0.5)
    while true {
      let (observation, isSettled) = look(until: deadline)
      if isSettled || Clock.now + XenWitness.pause >= patient { return observation }
      Clock.sleep(until: Clock.now + XenWitness.pause)
    }
  }

  /// One look, and whether another one would say nothing else.
  private func look(until deadline: Instant) -> (Observation, isSettled: Bool) {
    do throws(Failure) {
      let answer = toolstack.answer(try ask(["list", name], until: deadline), of: name)
      switch answer {
      case .row(let row): return (seen(row, row.state), true)
      case .silent(let cause): return (unknown(cause), true)
      case .unsettled(let cause): return (unknown(cause), false)
      case .denied: break
      }
      let completion = try ask(["list"], until: deadline)
      guard let list = XenList(whole: completion) else {
        return (
          unknown(completion.succeeded ? "the list of domains is nonsense" : completion.complaint),
          true
        )
      }
      switch list.finding(name, run: run) {
      case .seen(let row, let state): return (seen(row, state), true)
      case .unsettled(let cause): return (unknown(cause), false)
      case .absent: return (absent(), true)
      }
    } catch {
      return (unknown(error.sentence), true)
    }
  }

  /// Not listed: gone, unless what brings it back after a reboot lives.
  private func absent() -> Observation {
    let list = evidence("not among the domains")
    let found: ProcessIdentity?
    do throws(SystemError) { found = try keeper.find() } catch {
      let cause = "what may bring it back after a reboot cannot be seen: \(error)"
      let unseen = Evidence("process list", cause, at: Clock.now)
      return Observation(.unknown(cause), evidence: [list, unseen])
    }
    guard let process = found else { return gone(list) }
    let keeps = Evidence("process \(process.pid)", "brings it back after a reboot", at: Clock.now)
    return Observation(.paused(.transition), evidence: [list, keeps])
  }

  /// Gone, and perhaps not dead.
  private func gone(_ list: Evidence) -> Observation {
    guard toolstack == .xl, XenLog.tellsOfDeparture(of: name, run: run) else {
      return Observation(.absent, evidence: [list])
    }
    let log = Evidence("its log", "suspended, for a move or to be saved", at: Clock.now)
    return Observation(.off(.migrated), evidence: [list, log])
  }

  /// The list of all domains, looked at again while it may be in the middle of a change; what is left of a flaw is in it.
  static func list(
    of tool: String, until deadline: Instant, asking ask: () throws(Failure) -> Completion
  ) throws(Failure) -> XenList {
    let began = Clock.now
    let patient = began + min(patience, (deadline - began) * 0.5)
    while true {
      let answer = try ask()
      guard let list = XenList(whole: answer) else {
        throw Failure(
          .xenUnreachable, tool,
          cause: answer.succeeded ? "the list is nonsense" : answer.complaint)
      }
      if list.flaw == nil || Clock.now + pause >= patient { return list }
      Clock.sleep(until: Clock.now + pause)
    }
  }

  /// The list of all domains of this node, without a flaw.
  static func wholeList(_ toolstack: XenToolstack, until deadline: Instant) throws(Failure)
    -> XenList
  {
    let list = try list(of: toolstack.rawValue, until: deadline) { () throws(Failure) in
      try Toolbox.run(toolstack.rawValue, ["list"], until: deadline)
    }
    if let flaw = list.flaw { throw Failure(.xenUnreachable, toolstack.rawValue, cause: flaw) }
    return list
  }

  private func seen(_ row: XenRow, _ state: GuestState) -> Observation {
    Observation(
      state, evidence: [evidence(row.words)],
      identity: GuestIdentity(domainID: row.id.map(String.init) ?? ""))
  }

  private func unknown(_ cause: String) -> Observation {
    Observation(.unknown(cause), evidence: [evidence(cause)])
  }

  private func evidence(_ answer: String) -> Evidence {
    Evidence("\(toolstack.rawValue) list", answer, at: Clock.now)
  }

  private func ask(_ words: [String], until deadline: Instant) throws(Failure) -> Completion {
    try Toolbox.run(toolstack.rawValue, words, until: deadline)
  }
}
