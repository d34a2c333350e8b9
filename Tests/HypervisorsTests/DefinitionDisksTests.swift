import Hypervisors
import Model
import Testing

/// What libvirt 9.0 said of a guest with a layer upon its disk, and of others.
@Suite struct DefinitionDisksTests {
  private static func domain(_ disks: String) -> [UInt8] {
    Array(
      "<domain type='kvm'>\n  <name>web</name>\n  <devices>\n    \(disks)\n    <memballoon model='none'/>\n  </devices>\n</domain>\n"
        .utf8)
  }

  static let plain =
    "<disk type='file' device='disk'>\n      <driver name='qemu' type='raw' cache='none'/>\n      <source file='/x/web.img'/>\n"
    + "      <target dev='vda' bus='virtio'/>\n    </disk>"
  static let snapshot = """
    <disk type='file' device='disk'>
          <driver name='qemu' type='qcow2' cache='none'/>
          <source file='/x/web.nightly' index='2'/>
          <backingStore type='file' index='1'>
            <format type='raw'/>
            <source file='/x/web.img'/>
            <backingStore/>
          </backingStore>
          <mirror type='file' job='active-commit' ready='yes'>
            <format type='raw'/>
            <source file='/x/web.img' index='1'/>
          </mirror>
          <target dev='vda' bus='virtio'/>
        </disk>
    """
  static let network =
    "<disk type='network' device='disk'><driver name='qemu' type='raw'/><source protocol='rbd' name='pool/web'>"
    + "<host name='h1' port='6789'/><host name='h2'/><auth username='u'><secret type='ceph' uuid='s'/></auth></source>"
    + "<target dev='vdb'/></disk>"

  private static let layered = GuestDisk(
    "vda", DiskLayer(.file, "/x/web.nightly", "qcow2"),
    below: [DiskLayer(.file, "/x/web.img", "raw")])

  @Test(
    arguments: [
      (plain, [GuestDisk("vda", DiskLayer(.file, "/x/web.img", "raw"))]),
      (snapshot, [layered]),
      (network, [GuestDisk("vdb", DiskLayer(.other, "rbd:pool/web@h1:6789,h2", "raw"))]),
      (
        "<disk type='block' device='lun'><driver name='qemu'/><source dev='/dev/vg/web'/><target dev='sda'/></disk>",
        [GuestDisk("sda", DiskLayer(.block, "/dev/vg/web"))]
      ),
      (
        "<disk type='volume'><source pool='p' volume='v'/><target dev='sda'/></disk>",
        [GuestDisk("sda", DiskLayer(.other, "p/v"))]
      ),
      (
        "<disk type='nvme'><source type='pci' managed='yes' namespace='1' index='3'/><target dev='vda'/></disk>",
        [GuestDisk("vda", DiskLayer(.other, "managed=yes,namespace=1,type=pci"))]
      ),
      ("<disk type='file' device='cdrom'><source file='/x/a.iso'/><target dev='hda'/></disk>", []),
      ("<disk type='file' device='floppy'><source file='/x/a'/><target dev='fda'/></disk>", []),
      ("<disk type='file'><source file='/x/a'/><target dev='vda'/><readonly/></disk>", []),
      ("<disk type='file'><source file='/x/a'/><target dev='vda'/><transient/></disk>", []),
      ("<disk type='file'><target dev='vda'/></disk>", []),
      ("<!-- <disk><source file='/x/a'/><target dev='vda'/></disk> -->", []),
    ] as [(String, [GuestDisk])])
  func disksThatAreWrittenTo(_ text: String, _ disks: [GuestDisk]) throws {
    #expect(try DomainDefinition.disks(in: Self.domain(text)) == disks)
  }

  /// The disk is another one, and every other byte is as it was.
  @Test(arguments: [
    plain, snapshot, "<disk><source file='/x/web.img'/><target dev='vda'/></disk>",
    network.replacing("vdb", "vda"),
  ])
  func aDiskTakesAnothersPlace(_ text: String) throws {
    let other = "<disk type='file'><source file='/x/other'/><target dev='vdz'/></disk>"
    for (before, after) in [("", ""), (other, ""), ("", other)] {
      let definition = Self.domain(before + text + after)
      let wanted = GuestDisk(
        "sda", DiskLayer(.block, "/dev/a & b", "qcow2"),
        below: [DiskLayer(.file, "/x/<1>", "qcow2"), DiskLayer(.file, "/x/2", "raw")])
      let made = try #require(try DomainDefinition.putting(wanted, at: "vda", into: definition))
      let disks = try DomainDefinition.disks(in: made)
      var expected = wanted
      expected.target = "vda"
      #expect(disks.first { $0.target == "vda" } == expected)
      #expect(disks.count == (before + after).isEmpty.distance)
      #expect(
        String(decoding: made, as: UTF8.self).hasSuffix(
          "\n    <memballoon model='none'/>\n  </devices>\n</domain>\n"))
      if text == Self.plain {
        #expect(String(decoding: made, as: UTF8.self).contains("cache=\"none\""))
      }
    }
  }

  /// What takes more than a path to reach is taken as this node has it, or not at all.
  @Test func aNetworkDiskIsTakenAsThisNodeHasIt() throws {
    let own = Self.domain(Self.network)
    let disk = try #require(try DomainDefinition.disks(in: own).first)
    let definition = Self.domain(Self.plain)
    #expect(try DomainDefinition.putting(disk, at: "vda", into: definition) == nil)
    let made = try #require(
      try DomainDefinition.putting(disk, at: "vda", into: definition, from: own))
    #expect(try DomainDefinition.disks(in: made) == [GuestDisk("vda", disk.top)])
    #expect(
      String(decoding: made, as: UTF8.self).contains(
        "<auth username='u'><secret type='ceph' uuid='s'/></auth>"))
    #expect(try DomainDefinition.putting(disk, at: "vdx", into: definition, from: own) == nil)
  }
}

extension String {
  fileprivate func replacing(_ word: String, _ other: String) -> String {
    split(separator: word, omittingEmptySubsequences: false).joined(separator: other)
  }
}

extension Bool {
  /// Disks beside the one that is meant.
  fileprivate var distance: Int { self ? 1 : 2 }
}
