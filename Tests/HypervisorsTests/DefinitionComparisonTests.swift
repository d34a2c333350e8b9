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
    for text in [
      one, one + "\n\n", "<domain><name>web</name><devices></devices></domain >\n",
      one + "\n<!-- once </domain> -->\n",
    ] {
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

  /// What differs, by what it means for who boots by the other.
  @Test(arguments: [
    ("<memory unit='KiB'>98304</memory>", "<memory unit='KiB'>1</memory>", ["memory harmless"]),
    ("<memory unit='KiB'>98304</memory>", "", ["memory/@unit harmless", "memory harmless"]),
    (
      "<devices><disk type='file'><source file='/a'/></disk></devices>",
      "<devices><disk type='block'><source dev='/a'/></disk></devices>",
      [
        "devices/disk/@type destroying", "devices/disk/source/@dev destroying",
        "devices/disk/source/@file destroying",
      ]
    ),
    (
      "<devices><disk><driver type='raw' cache='none'/></disk></devices>",
      "<devices><disk><driver type='qcow2' cache='unsafe'/></disk></devices>",
      ["devices/disk/driver/@type destroying", "devices/disk/driver/@cache harmless"]
    ),
    (
      "<os><nvram>/a</nvram></os><vcpu>1</vcpu>", "<os><nvram>/b</nvram></os><vcpu>2</vcpu>",
      ["os/nvram destroying", "vcpu harmless"]
    ),
    (
      "<devices><interface><mac address='1'/><source bridge='a'/></interface></devices>",
      "<devices><interface><mac address='2'/><source bridge='b'/></interface></devices>",
      ["devices/interface/mac/@address costly", "devices/interface/source/@bridge harmless"]
    ),
    ("<devices><a/><a/></devices>", "<devices><a/></devices>", ["devices/a costly"]),
    ("<memoryx>1</memoryx>", "<memoryx>2</memoryx>", ["memoryx costly"]),
    ("<metadata><a/></metadata>", "<metadata><b/></metadata>", []),
  ])
  func aDifferenceHasItsWeight(_ one: String, _ other: String, _ found: [String]) {
    let texts = [one, other].map { Array("<domain><name>web</name>\($0)</domain>".utf8) }
    let places = DomainDefinition.differences(texts[0], texts[1]).map { "\($0.place) \($0.weight)" }
    #expect(Set(places) == Set(found))
    #expect(
      DomainDefinition.differences(texts[0], texts[1]).map(\.weight)
        == DomainDefinition.differences(texts[1], texts[0]).map(\.weight))
  }
}
