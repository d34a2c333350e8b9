import Model
import TestSupport
import Testing

@testable import Hypervisors

/// What a definition leaves open is filled in, and what it says stays.
@Suite struct CompletionTests {
  private static let uuid = "0a1b2c3d-0000-4000-8000-000000000001"

  private static func domain(_ devices: String, uuid: String = "", machine: String = "pc")
    -> [UInt8]
  {
    Array(
      """
      <domain type='qemu'><name>web</name>\(uuid.isEmpty ? "" : "<uuid>\(uuid)</uuid>")
      <os><type arch='x86_64' machine='\(machine)'>hvm</type></os>
      <devices>\(devices)</devices></domain>
      """.utf8)
  }

  private static let kept = domain(
    """
    <interface type='bridge'><source bridge='br0'/></interface><interface type='user'/>
    <interface type='user'><mac address='52:54:00:AA:00:03'/></interface>
    <disk type='file'><source file='/b'/><target dev='vdb'/></disk>
    <disk type='file'><source file='/a'/><target dev='vda'/><address type='pci' slot='0x09'/></disk>
    """)
  /// As libvirt has it: sorted, with what it makes up, and devices of its own.
  private static let whole = domain(
    """
    <disk type='file'><source file='/a'/><target dev='vda'/><address type='pci' slot='0x09'/></disk>
    <disk type='file'><source file='/b'/><target dev='vdb'/><address type='pci' slot='0x05'/></disk>
    <controller type='usb' index='0'><address type='pci' slot='0x01'/></controller>
    <interface type='bridge'><mac address='52:54:00:aa:00:01'/><source bridge='br0'/><model type='rtl8139'/><address type='pci' slot='0x03'/></interface>
    <interface type='user'><mac address='52:54:00:aa:00:02'/><address type='pci' slot='0x04'/></interface>
    <interface type='user'><mac address='52:54:00:AA:00:03'/><address type='usb' bus='0'/></interface>
    """, uuid: uuid, machine: "pc-i440fx-7.2")

  @Test func whatIsFilledInIsKnown() throws {
    let found = try DomainDefinition.particulars(of: Self.whole, beyond: Self.kept)
    #expect(
      found
        == Particulars(
          uuid: Self.uuid, machine: Particulars.Machine(alias: "pc", name: "pc-i440fx-7.2"),
          devices: [
            Particulars.Device(
              "interface", "bridge <source bridge=\"br0\"/> ", mac: "52:54:00:aa:00:01",
              address: "type=\"pci\" slot=\"0x03\""),
            Particulars.Device(
              "interface", "user  ", mac: "52:54:00:aa:00:02",
              address: "type=\"pci\" slot=\"0x04\""),
            Particulars.Device("disk", "vdb", address: "type=\"pci\" slot=\"0x05\""),
          ]))
    #expect(try DomainDefinition.particulars(of: Self.whole, beyond: Self.whole).isEmpty)
  }

  /// Completed by that, it leaves open nothing of it; and what it said itself is as it was.
  @Test func whatIsKnownIsFilledIn() throws {
    let known = try DomainDefinition.particulars(of: Self.whole, beyond: Self.kept)
    let filled = try DomainDefinition.completing(Self.kept, by: known, identityAlone: false)
    #expect(try DomainDefinition.particulars(of: filled, beyond: Self.kept) == known)
    #expect(try DomainDefinition.particulars(of: Self.whole, beyond: filled).isEmpty)
    #expect(try DomainDefinition.disks(in: filled) == DomainDefinition.disks(in: Self.kept))
    #expect(try DomainDefinition.completing(filled, by: known, identityAlone: false) == filled)
    let plain = String(
      decoding: try DomainDefinition.completing(Self.kept, by: known, identityAlone: true),
      as: UTF8.self)
    #expect(plain.contains("machine='pc'") && !plain.contains("slot=\"0x03\""))
    #expect(plain.contains("52:54:00:aa:00:01") && plain.contains(Self.uuid))
  }

  struct Edit: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let devices: String
    var machine = "pc"
    let has: [String]
    let hasNot: [String]
  }

  static let edits: [Edit] = [
    Edit(
      testDescription: "another bridge",
      devices:
        "<interface type='bridge'><source bridge='br1'/></interface><interface type='user'/>",
      has: [
        "<interface type='bridge'><mac address=\"52:54:00:aa:00:01\"/>",
        "<mac address=\"52:54:00:aa:00:02\"/>",
      ],
      hasNot: []),
    Edit(
      testDescription: "the first is gone", devices: "<interface type='user'/>",
      has: ["52:54:00:aa:00:02", "0x04"], hasNot: ["52:54:00:aa:00:01", "0x03"]),
    Edit(
      testDescription: "an address of its own",
      devices: "<interface type='user'><mac address='52:54:00:00:00:09'/></interface>",
      has: ["52:54:00:00:00:09", "0x04"], hasNot: ["52:54:00:aa:00:02"]),
    Edit(
      testDescription: "its place is another's now",
      devices:
        "<interface type='user'/><disk><target dev='vdz'/><address type=\"pci\" slot=\"0x04\"/></disk>",
      has: ["52:54:00:aa:00:02"], hasNot: ["<address type=\"pci\" slot=\"0x04\"/></interface>"]),
    Edit(
      testDescription: "its hardware address is another's now",
      devices:
        "<interface type='user'/><interface type='network'><mac address='52:54:00:AA:00:02'/></interface>",
      has: ["52:54:00:AA:00:02"], hasNot: ["52:54:00:aa:00:02"]),
    Edit(
      testDescription: "another machine", devices: "", machine: "q35", has: ["machine='q35'"],
      hasNot: ["i440fx"]),
    Edit(
      testDescription: "one more interface",
      devices:
        "<interface type='bridge'><source bridge='br0'/></interface><interface type='user'/><interface type='user'/>",
      has: ["52:54:00:aa:00:01", "52:54:00:aa:00:02", "<interface type='user'><mac"],
      hasNot: ["<interface type='user'/>"]),
  ]

  @Test(arguments: edits) func whatWasEditedIsNoneOfIt(_ edit: Edit) throws {
    let known = try DomainDefinition.particulars(of: Self.whole, beyond: Self.kept)
    let filled = String(
      decoding: try DomainDefinition.completing(
        Self.domain(edit.devices, machine: edit.machine), by: known, identityAlone: false),
      as: UTF8.self)
    for text in edit.has { #expect(filled.contains(text), "\(filled)") }
    for text in edit.hasNot { #expect(!filled.contains(text), "\(filled)") }
  }

  /// With nothing known but the UUID every node makes the same address.
  @Test func withNothingKnownTheUUIDCounts() throws {
    let open = Self.domain(
      "<interface type='user'/><interface type='user'></interface>", uuid: Self.uuid)
    let filled = try DomainDefinition.completing(open, by: Particulars(), identityAlone: false)
    #expect(try DomainDefinition.completing(open, by: Particulars(), identityAlone: true) == filled)
    let macs = try DomainDefinition.particulars(of: filled, beyond: open).devices.map(\.mac)
    #expect(Set(macs).count == 2)
    #expect(macs.allSatisfy { $0.hasPrefix("52:54:00:") })
    let anonymous = Self.domain("<interface type='user'/>")
    #expect(
      try DomainDefinition.completing(anonymous, by: Particulars(), identityAlone: false)
        == anonymous)
  }

  /// A difference that libvirt made is none of what somebody edited.
  @Test func whatIsLeftOpenIsNoEdit() {
    let other = String(decoding: Self.whole, as: UTF8.self).replacing("aa:00:01", with: "bb:00:01")
      .replacing("slot='0x05'", with: "slot='0x08'").replacing("'/a'", with: "'/c'")
      .replacing("i440fx-7.2", with: "i440fx-6.2")
    let found = DomainDefinition.differences(Array(other.utf8), Self.whole, madeFrom: Self.kept)
    let open = found.filter { $0.weight == .open }.map(\.place)
    #expect(
      open == ["devices/disk/address/@slot", "devices/interface/mac/@address", "os/type/@machine"])
    #expect(found.filter { $0.weight != .open }.map(\.place) == ["devices/disk/source/@file"])
    let edited = Array(
      String(decoding: Self.kept, as: UTF8.self).replacing("AA:00:03", with: "AA:00:04").utf8)
    #expect(
      DomainDefinition.differences(edited, Self.kept, madeFrom: Self.kept).map(\.weight) == [
        .costly
      ])
  }

  // MARK: xl

  struct File: Sendable {
    let text: String
    var known = Particulars(uuid: CompletionTests.uuid)
    /// What stands behind it then.
    let more: String
  }

  static let files: [File] = [
    File(
      text: "name = \"web\"\nvif = [ 'mac=00:16:3e:00:00:01,bridge=xenbr0' ]",
      more: "uuid = \"\(uuid)\"\n"),
    File(
      text:
        "name = \"web\"\nuuid = \"\(uuid)\"\nvif = [ 'bridge=xenbr0', '', 'mac=00:16:3E:00:00:02' ]\n",
      known: Particulars(devices: [
        Particulars.Device("interface", "bridge=xenbr0", mac: "00:16:3e:00:00:01"),
        Particulars.Device("interface", "", mac: "00:16:3e:00:00:03"),
      ]),
      more:
        "vif = [ \"mac=00:16:3e:00:00:01,bridge=xenbr0\", \"mac=00:16:3e:00:00:03\", \"mac=00:16:3E:00:00:02\" ]\n"
    ),
    File(text: "name = \"web\"\nuuid = \"\(uuid)\"\n", more: ""),
    // What cannot be written as it stands is left as it is.
    File(text: "name = \"web\"\nuuid = \"\(uuid)\"\nvif = [ 'script=a\\\"b' ]\n", more: ""),
    File(text: "name = \"web\"\nvif = [ 'bridge=xenbr0' ]\n", known: Particulars(), more: ""),
  ]

  @Test(arguments: files) func aFileOfXl(_ file: File) throws {
    let completer = XenCompleter(tool: .xl)
    let kept = Array(file.text.utf8)
    let filled = try completer.completing(kept, by: file.known, identityAlone: false)
    let expected = file.more.isEmpty ? file.text : file.text + "\n" + file.more
    #expect(String(decoding: filled, as: UTF8.self) == expected)
    #expect(try completer.completing(filled, by: file.known, identityAlone: false) == filled)
    let found = try completer.particulars(of: filled, beyond: kept)
    #expect(found.isEmpty == file.more.isEmpty)
    #expect(try completer.completing(kept, by: found, identityAlone: false) == filled)
  }

  /// What xl shows of a guest that it did not create from our file counts only where it is the whole of that.
  @Test(
    arguments: [
      ("name = \"web\"\n", "u", [], Particulars(uuid: "u")),
      ("name = \"web\"\nuuid = \"\(uuid)\"\n", "u", [], Particulars()),
      ("name = \"web\"\n", "", [], nil),
      ("name = \"web\"\nvif = [ 'bridge=b' ]\n", "u", [], nil),
      (
        "name = \"web\"\nvif = [ 'bridge=b' ]\n", "u", ["00:16:3E:00:00:01", "00:16:3e:00:00:02"],
        nil
      ),
      (
        "name = \"web\"\nvif = [ 'bridge=b', 'mac=00:16:3e:00:00:02' ]\n", "u",
        ["00:16:3E:00:00:01", "00:16:3e:00:00:02"],
        Particulars(
          uuid: "u",
          devices: [Particulars.Device("interface", "bridge=b", mac: "00:16:3e:00:00:01")])
      ),
    ] as [(String, String, [String], Particulars?)])
  func aGuestThatXlShows(
    _ text: String, _ uuid: String, _ addresses: [String], _ expected: Particulars?
  ) throws {
    let found = try XenCompleter(tool: .xl).particulars(
      shown: XenFacts(type: "pvh", memory: 96, uuid: uuid, addresses: addresses),
      beyond: Array(text.utf8))
    #expect(found == expected)
  }

  // MARK: Logical domains

  private static func constraints(
    _ info: String, _ network: String = "", _ other: String = "", isInfoThere: Bool = true
  ) -> [UInt8] {
    let first = """
      <Section xsi:type="ovf:ResourceAllocationSection_type"><Item>
      <rasd:OtherResourceType>ldom_info</rasd:OtherResourceType>\(info)</Item></Section>
      """
    func section(_ name: String, _ inside: String) -> String {
      """
      <Section xsi:type="ovf:VirtualHardwareSection_Type"><Item>
      <rasd:OtherResourceType>network</rasd:OtherResourceType>
      <gprop:GenericProperty key="vnet_name">\(name)</gprop:GenericProperty>
      <gprop:GenericProperty key="service_name">primary-vsw0</gprop:GenericProperty>\(inside)</Item></Section>
      """
    }
    return Array(
      """
      <LDM_interface version="1.3"><data version="3.0"><Envelope><References/>
      <Content xsi:type="ovf:VirtualSystem_Type" ovf:id="web">\(isInfoThere ? first : "")
      \(section("vnet0", network))\(section("vnet1", other))</Content>
      </Envelope></data></LDM_interface>
      """.utf8)
  }

  private static func address(_ text: String) -> String { "<rasd:Address>\(text)</rasd:Address>" }
  private static let exported = constraints(
    "<uuid>\(uuid)</uuid>" + address("00:14:4f:f9:00:01")
      + "<gprop:GenericProperty key=\"hostid\">0x84f90001</gprop:GenericProperty>",
    address("00:14:4f:f9:00:02"), address("00:14:4f:fc:00:03"))

  /// What ldm makes up is in the constraints that it exports: with that every node has the same domain.
  @Test(arguments: [true, false]) func constraintsAreFilledIn(isInfoThere: Bool) throws {
    let completer = LogicalDomainCompleter()
    let kept = Self.constraints(
      "", "", Self.address("00:14:4f:fc:00:03"), isInfoThere: isInfoThere)
    let known = try completer.particulars(of: Self.exported, beyond: kept)
    #expect(
      known
        == Particulars(
          uuid: Self.uuid,
          devices: [
            Particulars.Device("domain", "", mac: "00:14:4f:f9:00:01", address: "0x84f90001"),
            Particulars.Device("interface", "vnet0", mac: "00:14:4f:f9:00:02"),
          ]))
    let made = try completer.completing(kept, by: known, identityAlone: false)
    #expect(try LogicalDomainDefinition(parsing: made).uuid == Self.uuid)
    #expect(try completer.particulars(of: Self.exported, beyond: made).isEmpty)
    #expect(try completer.completing(made, by: known, identityAlone: false) == made)
    // What says all is left as it is, and an address is given once.
    #expect(
      try completer.completing(Self.exported, by: known, identityAlone: false) == Self.exported)
    let text = String(decoding: made, as: UTF8.self)
    #expect(text.matches(of: /00:14:4f:f9:00:01/).count == 1)
    #expect(text.matches(of: /ldom_info/).count == 1)
    // Constraints of an early release have no UUID.
    let plain = try completer.completing(kept, by: known, identityAlone: true)
    #expect(try LogicalDomainDefinition(parsing: plain).uuid == "")
    #expect(String(decoding: plain, as: UTF8.self).contains("00:14:4f:f9:00:02"))
  }

  /// Of a domain of which nothing is known, ldm itself makes up what is left open.
  @Test func constraintsOfWhichNothingIsKnownStay() throws {
    let kept = Self.constraints("", "")
    #expect(
      try LogicalDomainCompleter().completing(kept, by: Particulars(), identityAlone: false) == kept
    )
  }
}
