import Hypervisors
import Model
import Testing

@Suite struct DefinitionComparisonTests {
  private let one =
    "<domain type='qemu'>\n  <name>web</name>\n  <memory unit='KiB'>98304</memory>\n</domain>"

  /// One that says the same, or not.
  @Test(arguments: [
    ("<domain type='qemu'><name>web</name><memory unit='KiB'>98304</memory></domain>", true),
    (
      "<domain type='qemu'><metadata><m:resource xmlns:m='urn:ohac:ha-xvm:1'>rg/rs</m:resource></metadata><name>web</name>"
        + "<!-- as before --><memory unit='KiB'>98304</memory></domain>", true
    ),
    ("<domain type='qemu'><name>web</name><memory unit='KiB'>98305</memory></domain>", false),
    ("<domain type='qemu'><name>web</name><memory unit='MiB'>98304</memory></domain>", false),
    (
      "<domain type='qemu'><name>web</name><memory unit='KiB'>98304</memory><vcpu>2</vcpu></domain>",
      false
    ),
    (
      "<domain type='qemu'><name>web</name><devices><metadata>1</metadata></devices>"
        + "<memory unit='KiB'>98304</memory></domain>", false
    ),
    ("<domain type='qemu'><name>web</name>", false),
  ])
  func whatItSaysCountsAndNotHow(_ other: String, _ isSame: Bool) {
    #expect(DomainDefinition.saysTheSame(Array(one.utf8), Array(other.utf8)) == isSame)
    #expect(DomainDefinition.saysTheSame(Array(other.utf8), Array(one.utf8)) == isSame)
  }

  @Test func aUUIDIsAddedAtTheRoot() throws {
    let uuid = "5f0c7a52-0000-4000-8000-000000000001"
    for text in [one, one + "\n\n", "<domain><name>web</name><devices></devices></domain >\n"] {
      let added = DomainDefinition.adding(uuid: uuid, to: Array(text.utf8))
      #expect(try DomainDefinition(parsing: added).uuid == uuid)
      #expect(try DomainDefinition(parsing: added).name == "web")
    }
  }

  @Test(arguments: [
    ("5f0c7a52-0000-4000-8000-000000000001", "", false),
    ("5f0c7a52-0000-4000-8000-000000000001", "5F0C7A52 00004000-8000000000000001", false),
    ("5f0c7a52-0000-4000-8000-000000000001", "5F0C7A52-0000-4000-8000-000000000002", true),
  ])
  func onlyTwoUUIDsDiffer(_ first: String, _ second: String, _ differ: Bool) throws {
    let driver = Drivers.driver(hypervisor: .libvirt, uri: "")
    let found = try [first, second].map {
      try driver.read(definition: DomainDefinition.adding(uuid: $0, to: Array(one.utf8)))
    }
    #expect(found[0].isOfOther(than: found[1]) == differ)
    #expect(found[1].isOfOther(than: found[0]) == differ)
  }
}
