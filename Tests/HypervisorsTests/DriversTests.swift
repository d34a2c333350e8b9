import Hypervisors
import Model
import Testing

/// Each toolstack of the table has its driver.
@Suite struct DriversTests {
  @Test(arguments: Hypervisor.allCases) func eachToolstackHasItsDriver(_ toolstack: Hypervisor) {
    #expect(Drivers.driver(hypervisor: toolstack, uri: "").hypervisor == toolstack)
  }
}
