import Hypervisors
import Model
import TestSupport
import Testing

@Suite struct DefinitionsDomainTests {
  static let pretty = """
    <?xml version="1.0"?>
    <!-- <name>not this</name> -->
    <domain type='kvm' id='7' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
      <!-- <name>nor this</name> -->
      <metadata>
        <app:other xmlns:app="urn:x"><name>nor this</name></app:other>
        <x:resource xmlns:x="urn:ohac:ha-xvm:1">rg/web</x:resource>
      </metadata>
      <devices>
        <disk><name>wrong</name><uuid>wrong</uuid></disk>
        <graphics type='vnc' port='-1' title="a > b"/>
      </devices>
      <name>web</name>
      <uuid>
        C7A5FDBD-CDAF-9455-926A-D65C16DB1809
      </uuid>
      <on_poweroff>destroy</on_poweroff>
      <on_reboot> restart </on_reboot>
      <on_crash>preserve</on_crash>
      <name>second</name>
    </domain>
    """

  private static func parse(_ text: String) throws(Failure) -> DomainDefinition {
    try DomainDefinition(parsing: Array(text.utf8))
  }

  @Test func aPrettyPrintedDefinitionIsRead() throws {
    let found = try Self.parse(Self.pretty)
    #expect(found.type == "kvm")
    #expect(found.id == "7")
    #expect(found.name == "web")
    #expect(found.uuid == "c7a5fdbd-cdaf-9455-926a-d65c16db1809")
    #expect(found.marks == ["rg/web"])
    #expect(
      [found.onPoweroff, found.onReboot, found.onCrash] == ["destroy", "restart", "preserve"])
    #expect(found.lines == [])
  }

  /// What a guest takes of a node, as much as it may have at most.
  @Test(
    arguments: [
      ("<memory>98304</memory><vcpu>2</vcpu>", 2, 96),
      ("<memory unit='GiB'>2</memory><vcpu current='1'>4</vcpu>", 4, 2_048),
      ("<memory unit='MiB'>96</memory><currentMemory unit='MiB'>48</currentMemory>", 1, 96),
      ("<memory unit='MB'>100</memory>", 1, 96), ("<memory unit='bytes'>1</memory>", 1, 1),
      ("<devices><memory unit='GiB'>9</memory></devices><memory>1024</memory>", 1, 1),
      ("<memory unit='TiB'>99999999999</memory>", 1, nil),
      ("<memory unit='pages'>1</memory><vcpu>0</vcpu>", nil, nil), ("<vcpu>many</vcpu>", nil, nil),
    ] as [(String, Int?, Int?)])
  func aGuestTakes(_ text: String, _ processors: Int?, _ mebibytes: Int?) throws {
    let found = try Self.parse("<domain><name>web</name>\(text)</domain>")
    #expect((found.processors, found.mebibytes) == (processors, mebibytes))
  }

  @Test func theSameInOneLineIsTheSame() throws {
    let line = Self.pretty.split(separator: "\n").map(\.trimmed).joined()
    #expect(try Self.parse(line) == Self.parse(Self.pretty))
  }

  @Test(arguments: [
    ("web", "web"), (" web ", " web "), ("two words", "two words"), ("&lt;a&amp;b&gt;", "<a&b>"),
    ("<![CDATA[a<b]]>", "a<b"), ("a'b\"c", "a'b\"c"),
    ("gr\u{fc}n \u{1F427}", "gr\u{fc}n \u{1F427}"),
    ("we<!-- x -->b", "web"), ("\nweb\n", "\nweb\n"), ("w<i>e</i>b", "web"), ("&#119;eb", "web"),
  ])
  func theNameIsKeptExactly(_ written: String, _ name: String) throws {
    let found = try Self.parse("<domain><title/><name>\(written)</name><memory>1</memory></domain>")
    #expect(Array(found.name.utf8) == Array(name.utf8))
    #expect(found.type == "")
    #expect(found.id == "")
    #expect(found.uuid == "")
  }

  @Test(arguments: [
    ("C7A5FDBDCDAF9455926AD65C16DB1809", "c7a5fdbd-cdaf-9455-926a-d65c16db1809"), (" \n", ""),
    ("c7a5-fdbd-cdaf9455926ad65c16db1809\t", "c7a5fdbd-cdaf-9455-926a-d65c16db1809"),
    ("\n c7 a5fdbd cdaf-9455--926a-d65c16db1809 ", "c7a5fdbd-cdaf-9455-926a-d65c16db1809"),
  ])
  func theIdentifierHasOneForm(_ written: String, _ uuid: String) throws {
    let found = try Self.parse("<domain><name>n</name><uuid>\(written)</uuid></domain>")
    #expect(found.uuid == uuid)
  }

  @Test(arguments: [
    ("<x:resource xmlns:x='urn:ohac:ha-xvm:1'> m </x:resource>", ["m"]),
    ("<resource xmlns='urn:ohac:ha-xvm:1'>m</resource>", ["m"]),
    ("<resource>m</resource>", []), ("<x:resource>m</x:resource>", []),
    ("<x:resource xmlns:x='urn:other'>m</x:resource>", []),
    ("<x:other xmlns:x='urn:ohac:ha-xvm:1'>m</x:other>", []),
    ("<deep><x:resource xmlns:x='urn:ohac:ha-xvm:1'>m</x:resource></deep>", []),
    ("<y:resource>m</y:resource><y:resource>n</y:resource>", ["m", "n"]),
    ("<y:resource xmlns:y='urn:other'>m</y:resource>", []),
  ])
  func ourMarkIsFoundByItsNamespace(_ inside: String, _ marks: [String]) throws {
    let found = try Self.parse(
      "<domain xmlns:y='urn:ohac:ha-xvm:1'><name>n</name><metadata>\(inside)</metadata></domain>")
    #expect(found.marks == marks)
  }

  @Test func theScriptOfARehearsedGuestIsRead() throws {
    let found = try Self.parse(
      """
      <domain type='rehearsal'><name>n</name>
      <rehearsal><line>boot 2</line><other>x</other><line>ignore shutdown</line></rehearsal></domain>
      """)
    #expect(found.lines == ["boot 2", "ignore shutdown"])
    #expect(found.type == "rehearsal")
  }

  @Test(arguments: [
    ("<network><name>n</name></network>", "<network>"), ("<domain/>", "no <name>"),
    ("<domain><name/></domain>", "no <name>"),
    ("<domain><os><name>n</name></os></domain>", "no <name>"),
    ("<domain><name>n</name><uuid>xyz</uuid></domain>", "not a UUID"), ("", "no element"),
    (
      "<domain><name>n</name><uuid>{c7a5fdbd-cdaf-9455-926a-d65c16db1809}</uuid></domain>",
      "not a UUID"
    ),
    (
      "<domain><name>n</name><uuid>c7a-5fdbd-cdaf-9455-926a-d65c16db1809</uuid></domain>",
      "not a UUID"
    ),
    (
      "<domain><name>n</name><uuid>c7a5fdbd-cdaf-9455-926a-d65c16db\n1809</uuid></domain>",
      "not a UUID"
    ),
    ("<domstatus><domain><name>n</name></domain></domstatus>", "virsh dumpxml --inactive"),
    ("<domainsnapshot/>", "the <domain> in it"), ("<LDM_interface/>", "Hypervisor=LDOM"),
  ])
  func whatIsNoDomainIsRefused(_ text: String, _ cause: String) {
    let failure = #expect(throws: Failure.self) { try Self.parse(text) }
    #expect(failure?.code == .badDefinition)
    #expect(failure?.cause.contains(cause) == true, "\(failure?.cause ?? "")")
  }

  @Test func aDefinitionCutOffAnywhereIsRefused() {
    let whole = Array(Self.pretty.utf8)
    for count in 0..<whole.count {
      #expect(throws: Failure.self) { try DomainDefinition(parsing: Array(whole.prefix(count))) }
    }
  }

  @Test func damageIsReadOrRefusedAndNeverMore() {
    var dice = Dice(seed: 20_261_123)
    let whole = Array(Self.pretty.utf8)
    var refused = 0
    for _ in 0..<Dice.rounds {
      do throws(Failure) {
        _ = try DomainDefinition(parsing: dice.mutate(whole))
      } catch {
        refused += error.code == .badDefinition ? 1 : 0
      }
    }
    // Most damage breaks a document, and some only changes its text.
    #expect((Dice.rounds / 4..<Dice.rounds).contains(refused))
  }
}
