import Hypervisors
import Model
import Testing

/// Each toolstack of the table has its driver.
@Suite struct DriversTests {
  @Test func eachWordOfTheTableHasItsDriver() throws {
    guard case .choice(let words) = ExtensionProperty.hypervisor.kind else {
      Issue.record("Hypervisor is no choice any more")
      return
    }
    #expect(words.count >= 4)
    for word in words {
      #expect(Drivers.driver(hypervisor: word, uri: "").hypervisor == word)
    }
  }
}
