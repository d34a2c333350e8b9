import Model
import TestSupport
import Testing

@testable import Hypervisors

/// What in a definition others must not see, row by row of the two tables, and what is near it and no secret.
@Suite struct DefinitionSecretsTests {
  typealias Kind = GuestDefinition.Secret.Kind

  /// A part of a domain, and the secret in it.
  static let domains: [(String, String, Kind)] = [
    ("<devices><graphics type='vnc' passwd='x'/></devices>", "graphics/@passwd", .access),
    (
      "<devices><disk><source protocol='https'><cookies><cookie name='a'>x</cookie></cookies></source></disk></devices>",
      "source/cookies/cookie", .access
    ),
    (
      "<devices><disk><backingStore><source><cookies><cookie><![CDATA[x]]></cookie></cookies></source></backingStore></disk></devices>",
      "source/cookies/cookie", .access
    ),
    (
      "<devices><disk><source protocol='https' query='token=x'/></disk></devices>", "source/@query",
      .guestData
    ),
    (
      "<sysinfo type='smbios'><oemStrings><entry>io.systemd.credential:a=x</entry></oemStrings></sysinfo>",
      "sysinfo/oemStrings/entry", .guestData
    ),
    ("<sysinfo type='fwcfg'><entry name='opt/a'>x</entry></sysinfo>", "sysinfo/entry", .guestData),
    ("<os><cmdline>quiet systemd.set_credential=a:x</cmdline></os>", "os/cmdline", .guestData),
    (
      "<qemu:commandline><qemu:arg value='secret,id=a,data=x'/></qemu:commandline>",
      "commandline/arg/@value", .guestData
    ),
    (
      "<qemu:commandline><qemu:env name='RBD_SECRET' value='x'/></qemu:commandline>",
      "commandline/env/@name", .guestData
    ),
  ]

  @Test(arguments: domains)
  func aDomainHolds(_ part: String, _ place: String, _ kind: Kind) throws {
    let text = "<domain xmlns:qemu='urn:q'>\n<name>n</name>\n\(part)</domain>"
    let driver = Drivers.driver(hypervisor: .libvirt, uri: "")
    let found = try driver.read(definition: Array(text.utf8)).secrets
    #expect(found == [.init(kind, line: 3, place)])
  }

  /// A name of a secret that is kept elsewhere is none, nor is what is empty or commented out.
  @Test(arguments: [
    "<devices><graphics passwd=''/><graphics passwdValidTo='x'/><video passwd='x'/></devices>",
    "<!-- <devices><graphics passwd='x'/></devices> -->",
    "<description>passwd=x</description>",
    "<devices><disk><auth username='u'><secret type='ceph' uuid='x'/></auth><source protocol='rbd'/></disk></devices>",
    "<devices><disk><source><encryption format='luks'><secret type='passphrase' uuid='x'/></encryption></source></disk></devices>",
    "<devices><disk><source><ssl verify='no'/><cookies><cookie name='a'/></cookies></source></disk></devices>",
    "<devices><tpm><backend type='emulator'><encryption secret='x'/></backend></tpm></devices>",
    "<sysinfo type='smbios'><bios><entry name='vendor'>x</entry></bios><oemStrings><entry>x</entry></oemStrings></sysinfo>",
    "<sysinfo type='fwcfg'><entry name='opt/a' file='/x'/></sysinfo>",
    "<os><cmdline>quiet</cmdline></os>",
    "<qemu:commandline><qemu:arg value='-device'/><qemu:env name='A' value='x'/></qemu:commandline>",
  ])
  func aDomainHoldsNone(_ part: String) throws {
    let text = "<domain xmlns:qemu='urn:q'><name>n</name>\(part)</domain>"
    #expect(try DomainSecrets.find(in: Array(text.utf8)) == [])
  }

  /// A line of a configuration file, and the secret in it.
  static let lines: [(String, String, Kind)] = [
    ("vncpasswd = 'x'", "vncpasswd", .access), ("spicepasswd = \"x\"", "spicepasswd", .access),
    ("vncpasswd = 1234", "vncpasswd", .access),
    ("vfb = [ 'type=vnc, vncpasswd=x' ]", "vfb/vncpasswd", .access),
    ("vfb = [ 'type=vnc,vncunused=1,vncpasswd=x' ]", "vfb/vncpasswd", .access),
    ("disk = [ 'target=rbd:a/b:id=c:key=x,vdev=xvda' ]", "disk", .guestData),
    ("extra = 'password=x'", "extra", .guestData),
    ("cmdline = 'systemd.set_credential=a:x'", "cmdline", .guestData),
    ("smbios = [ 'oem-1=io.systemd.credential:a=x' ]", "smbios", .guestData),
    ("device_model_args = [ '-vnc', ':1,password=x' ]", "device_model_args", .guestData),
    (
      "device_model_args_hvm = [ '-object', 'secret,id=a,data=x' ]", "device_model_args_hvm",
      .guestData
    ),
    ("device_model_args_pv = [ 'secret,data=x' ]", "device_model_args_pv", .guestData),
  ]

  @Test(arguments: lines)
  func aConfigurationHolds(_ line: String, _ place: String, _ kind: Kind) throws {
    let driver = Drivers.driver(hypervisor: .xen, uri: "xl")
    let found = try driver.read(definition: Array("name = 'n'\n\n\(line)\n".utf8)).secrets
    #expect(found == [.init(kind, line: 3, place)])
  }

  @Test(arguments: [
    "vncpasswd = ''", "vnc = 1", "# vncpasswd = 'x'", "vfb = [ 'type=vnc,vncpasswd=' ]",
    "vfb = [ 'type=vnc,keymap=vncpasswd' ]", "disk = [ 'phy:/dev/key,xvda,w' ]", "extra = 'quiet'",
  ])
  func aConfigurationHoldsNone(_ line: String) throws {
    let file = Array("name = 'n'\n\(line)\n".utf8)
    #expect(try XenDefinition.read(file, for: .xl).secrets == [])
  }

  /// Every row of the tables has its secret above.
  @Test func everyRowIsTested() {
    #expect(Set(DomainSecrets.rows.map(\.place)) == Set(Self.domains.map(\.1)))
    #expect(Set(XenSecrets.rows.map(\.place)) == Set(Self.lines.map(\.1)))
  }
}
