internal import Hypervisors
public import Model
internal import Platform

/// Asks the nodes of a guest that no Pacemaker cluster keeps whether they could run it.
extension GuestInquiry {
  /// What this node and the others that may have the guest say; nothing is changed.
  ///
  /// - Parameters:
  ///   - facts: what is known of the guest here.
  ///   - limit: the time that each node gets.
  public func places(of facts: GuestFacts, within limit: Duration) -> [GuestPlace] {
    guard let configuration = facts.configuration, facts.isGuest, facts.guest != nil else {
      return []
    }
    let here = context(configuration, within: limit)
    let said = facts.isRunning == true ? nil : ReadinessLook(here, every: nil).run()
    let own: GuestPlace.State = if let said { .stands(said) } else { .runs }
    return [GuestPlace(Environment.nodeName, own)]
      + Interconnect(here).neighbours().map { target in
        GuestPlace(target.node, ask(target, context(configuration, within: limit)))
      }
  }

  private func ask(_ target: MoveTarget, _ context: MethodContext) -> GuestPlace.State {
    let (guest, end) = (context.guest, context.budget.end)
    guard let mover = context.driver.mover, let peer = mover.peer(at: target),
      let look = mover.look(at: target)
    else { return .stands(.unknown("\(context.driver.name) cannot be asked from another node")) }
    let there = peer.observe(guest, until: end).state
    switch there.isActive {
    case true?: return .runs
    case nil: return .stands(.unknown("its \(context.driver.hypervisor.rawValue) gives no answer"))
    case false?: break
    }
    let definition: [UInt8]
    do throws(Failure) {
      let here = context.witnesses.first(guest, until: context.deadline())
      definition = try ReadinessLook(context, every: nil).definition(here.state)
    } catch { return .stands(.unknown(error.code == .notReady ? error.cause : error.sentence)) }
    do throws(Failure) {
      let unseen = try look.check(guest, by: definition, until: end)
      return .stands(.ready(ReadinessLook.words(unseen)))
    } catch {
      return .stands(error.code == .notReady ? .lacking(error.cause) : .unknown(error.sentence))
    }
  }
}
