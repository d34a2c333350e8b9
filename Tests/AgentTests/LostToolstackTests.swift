import Hypervisors
import Model
import Platform
import Testing

@testable import Agent

/// A stop of a configuration that does not tell which toolstack has the guest.
@Suite struct LostToolstackTests {
  @Test(
    arguments: [
      ([.off(.shutdown)], .absent, true), ([.absent], .absent, true),
      ([.absent, .off(.shutdown)], .absent, true), ([.running], .running, false),
      ([.unknown("away")], .absent, false), ([.absent, .running], .absent, false),
      ([.absent, .unknown("away")], .absent, false),
      ([.absent], .unknown("bears the name"), false), ([], .absent, false),
    ] as [([GuestState], GuestState, Bool)])
  func eachHasToDenyTheGuest(_ states: [GuestState], _ below: GuestState, _ isOff: Bool) {
    let drivers = states.map { state in
      ScriptedDriver(
        .init(
          states: [state], below: below,
          seenBelow: below == .absent ? nil : GuestIdentity(uuid: "u-9")))
    }
    var failure: Failure?
    do throws(Failure) {
      try StopWithoutConfiguration.requireNone(
        named: "web", on: drivers, losing: .hypervisor, until: Clock.now + .seconds(5))
    } catch { failure = error }
    #expect(failure?.code == (isOff ? nil : .stopUnproven))
    #expect(drivers.allSatisfy { $0.calls.isEmpty }, "a name is no proof")
  }
}
