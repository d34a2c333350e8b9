import Hypervisors
import Model
import Platform

/// The mover of a scripted hypervisor: what it is told is in the driver's list, with `peer` in front for the other node.
struct ScriptedMover: GuestMover {
  let driver: ScriptedDriver

  func check(_ guest: Guest, to target: MoveTarget, until deadline: Instant) throws(Failure)
    -> [String]
  {
    try driver.tell("check \(target.address)")
    return []
  }

  func move(
    _ guest: Guest, to target: MoveTarget, until deadline: Instant, report: (MoveProgress) -> Void
  ) throws(Failure) {
    report(MoveProgress(total: 100, remaining: 50))
    driver.turnPeer("move")
    try driver.tell("move \(target.address)")
  }

  func progress(of guest: Guest, until deadline: Instant) throws(Failure) -> MoveProgress? {
    if let silence = driver.silenceOnMoves { throw silence }
    return driver.isStillMoving() ? MoveProgress() : nil
  }

  func isMoving(_ guest: Guest, until deadline: Instant) -> Bool { driver.isMoving }

  func cancel(_ guest: Guest, until deadline: Instant) {
    driver.turnPeer("cancel")
    try? driver.tell("cancel")
  }

  func received(of guest: Guest, until deadline: Instant) -> Int64? { driver.nextReceived() }

  func peer(at target: MoveTarget) -> (any HypervisorPeer)? {
    driver.isPeerAsked ? PeerDriver(driver: driver) : nil
  }

  func look(at target: MoveTarget) -> (any NodeLook)? { driver.look }
}

/// The other node's hypervisor, as far as a move has to do with it.
struct PeerDriver: HypervisorPeer {
  let driver: ScriptedDriver

  func observe(_ guest: Guest, until deadline: Instant) -> Observation {
    let state = driver.nextOfPeer(guest.name)
    return Observation(state, evidence: [Evidence("peer", "\(state)", at: Clock.now)])
  }
  func resume(_ guest: Guest, until deadline: Instant) throws(Failure) { try tell("resume") }
  func destroy(_ guest: Guest, until deadline: Instant) throws(Failure) { try tell("destroy") }

  private func tell(_ call: String) throws(Failure) {
    driver.turnPeer(call)
    try driver.tell("peer \(call)")
  }
}
