import Model
import Platform

@testable import Hypervisors

#if DEBUG
  /// The mover of the rehearsal in virtual time. Its daemon drives the move, as libvirt's does: a caller that goes leaves it going on.
  struct VirtualMover: GuestMover {
    let driver: VirtualDriver

    /// As a real driver looks: who answers there, whether the guest is there already, whether there is room.
    func check(_ guest: Guest, to target: MoveTarget, until deadline: Instant) throws(Failure)
      -> [String]
    {
      let there = VirtualPeerDriver(driver: driver).observe(guest, until: deadline)
      if case .unknown(let cause) = there.state {
        throw Failure(.moveRefused, target.description, cause: cause)
      }
      if there.state.isActive == true {
        throw Failure(.moveRefused, target.description, cause: "it is there already")
      }
      do throws(Failure) {
        let room = try driver.call(["room"], until: deadline, there: true)
        if room == ["yes"] { return [] }
      } catch {
        throw Failure(.moveRefused, target.description, cause: error.sentence)
      }
      throw Failure(.moveRefused, target.description, cause: "no room")
    }

    func move(
      _ guest: Guest, to target: MoveTarget, until deadline: Instant, report: (MoveProgress) -> Void
    ) throws(Failure) {
      let began = driver.now
      try driver.tell(["migrate", guest.name], .moveFailed, deadline)
      let end = deadline - min(.seconds(5), (deadline - began) * 0.2)
      while driver.now < end {
        switch ask(guest, until: end) {
        case .success(true): return
        case .failure(let failure): throw failure
        case .success(false): driver.pass(until: min(end, driver.now + .seconds(1)))
        }
        if let progress = try? progress(of: guest, until: end) { report(progress) }
      }
      cancel(guest, until: deadline)
      if case .success(true) = ask(guest, until: deadline) { return }
      throw Failure(.moveFailed, guest.name, cause: "not over in time")
    }

    /// Whether it is over. Only a daemon that is gone, and not one that is late, ends the client that waits for it.
    private func ask(_ guest: Guest, until deadline: Instant) -> Result<Bool, Failure> {
      do throws(Failure) {
        return .success(try driver.call(["moved", guest.name], until: deadline) == ["done"])
      } catch {
        return error.cause == "no answer in time" ? .success(false) : .failure(error)
      }
    }

    func progress(of guest: Guest, until deadline: Instant) throws(Failure) -> MoveProgress? {
      try driver.call(["progress", guest.name], until: deadline) == ["going"] ? MoveProgress() : nil
    }

    func cancel(_ guest: Guest, until deadline: Instant) {
      _ = try? driver.call(["cancel", guest.name], until: deadline)
    }

    func peer(at target: MoveTarget) -> (any HypervisorPeer)? {
      VirtualPeerDriver(driver: driver)
    }
  }

  /// The other node's tool, asked over the interconnect.
  struct VirtualPeerDriver: HypervisorPeer {
    let driver: VirtualDriver

    func observe(_ guest: Guest, until deadline: Instant) -> Observation {
      do throws(Failure) {
        let words = try driver.call(["state", guest.name], until: deadline, there: true)
        let state = GuestReport(words)?.state ?? .unknown("nonsense")
        return Observation(state, evidence: [Evidence("peer", "\(state)", at: driver.now)])
      } catch {
        return Observation(
          .unknown(error.sentence), evidence: [Evidence("peer", error.sentence, at: driver.now)])
      }
    }
    func resume(_ guest: Guest, until deadline: Instant) throws(Failure) {
      _ = try driver.call(["resume", guest.name], until: deadline, there: true)
    }
    func destroy(_ guest: Guest, until deadline: Instant) throws(Failure) {
      _ = try driver.call(["destroy", guest.name], until: deadline, there: true)
    }
  }
#endif
