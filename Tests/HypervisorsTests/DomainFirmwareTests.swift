import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

/// Where a domain's firmware and TPM keep what they write, by its XML; the forms are those of libvirt 9.0.
@Suite struct DomainFirmwareTests {
  static let rows: [(os: String, devices: String, files: [String])] = [
    ("", "", []),
    ("<os firmware='efi'><type>hvm</type></os>", "", ["/l/qemu/nvram/web_VARS.fd"]),
    ("<os firmware='bios'><type>hvm</type></os>", "", []),
    (
      "<os><loader readonly='yes' type='pflash'>/c.fd</loader><nvram template='/t.fd'>/g/web.fd</nvram></os>",
      "", ["/g/web.fd"]
    ),
    (
      "<os><loader readonly='yes' type='pflash'>/c.fd</loader></os>", "",
      ["/l/qemu/nvram/web_VARS.fd"]
    ),
    ("<os><loader readonly='no' type='pflash'>/c.fd</loader></os>", "", []),
    ("<os><loader type='rom'>/c.bin</loader></os>", "", []),
    ("<os firmware='efi'><loader stateless='yes'/></os>", "", []),
    ("<os><nvram type='file'><source file='/g/v.fd'/></nvram></os>", "", ["/g/v.fd"]),
    (
      "<os><nvram type='network'><source protocol='iscsi' name='x'/></nvram></os>", "", []
    ),
    (
      "", "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>",
      ["/l/swtpm/00000000-0000-4000-8000-000000000001/tpm2/tpm2-00.permall"]
    ),
    (
      "", "<tpm model='tpm-tis'><backend type='emulator' version='1.2'/></tpm>",
      ["/l/swtpm/00000000-0000-4000-8000-000000000001/tpm1.2/tpm-00.permall"]
    ),
    (
      "", "<tpm><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>", []
    ),
    (
      "<os firmware='efi'/>", "<tpm><backend type='emulator'/></tpm>",
      [
        "/l/qemu/nvram/web_VARS.fd",
        "/l/swtpm/00000000-0000-4000-8000-000000000001/tpm2/tpm2-00.permall",
      ]
    ),
  ]

  @Test(arguments: rows) func theFilesAreThoseOfTheDefinition(
    _ row: (os: String, devices: String, files: [String])
  ) throws {
    let firmware = try #require(
      LibvirtFirmware(LibvirtDriver(uri: ""), root: "/l"))
    let definition =
      "<domain type='kvm'><name>web</name><uuid>00000000-0000-4000-8000-000000000001</uuid>\(row.os)<devices>\(row.devices)</devices></domain>"
    #expect(try firmware.stateFiles(in: Array(definition.utf8)).map(\.path) == row.files)
  }

  /// The files of another machine's daemon, and of a user's own, are not this node's to copy.
  @Test(arguments: ["qemu:///session", "qemu+ssh://n2/system", "xen:///system"])
  func onlyTheSystemsOwnAreKnown(_ uri: String) {
    #expect(LibvirtDriver(uri: uri).firmware == nil)
  }

  /// As swtpm 0.7.1 of Debian 12 says it, and with the word of 0.8.
  @Test(
    arguments: [
      (
        #"{ "type": "swtpm", "features": [ "tpm-2.0", "cmdarg-seccomp", "nvram-backend-dir" ] }"#,
        false
      ),
      (#"{ "type": "swtpm", "features": [ "tpm-2.0", "cmdarg-migration" ] }"#, true), ("", false),
    ])
  func aTPMOnSharedStorageIsHandedOver(_ capabilities: String, _ isHandedOver: Bool) {
    let obstacle = TPMHandover.obstacle(at: "/shared/tpm2-00.permall", capabilities: capabilities)
    #expect((obstacle == nil) == isHandedOver)
  }

  /// What lies on a disk of this node goes over with the move.
  @Test func aTPMOfThisNodeIsNoObstacle() throws {
    let sandbox = try Sandbox()
    let files = [
      StateFile(.tpm, try sandbox.write("tpm2-00.permall", "x")),
      StateFile(.nvram, try sandbox.write("VARS.fd", "x")),
    ]
    #expect(TPMHandover.obstacle(files, until: Clock.now + .seconds(10)) == nil)
  }
}
