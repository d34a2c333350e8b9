import Model
import Platform
import Testing

@testable import Hypervisors

/// What is asked before a move, and how the answers are read.
@Suite struct LibvirtLookTests {
  /// A guest on a network, a bridge and a device, with a layered disk, a block device, an RBD image, and drives that may be empty.
  static let description = """
    <domain type='kvm'><name>web</name><devices>
      <disk type='file' device='disk'><source file='/x/web.nightly'/>
        <backingStore type='file'><source file='/x/web.img'/><backingStore/></backingStore>
        <mirror type='file'><source file='/x/copy.img'/></mirror></disk>
      <disk type='block' device='disk'><source dev='/dev/vg/data'/><target dev='vdb'/></disk>
      <disk type='network' device='disk'><source protocol='rbd' name='pool/web'/></disk>
      <disk type='volume' device='disk'><source pool='images' volume='a'/></disk>
      <disk type='file' device='cdrom'><source file='/iso/optional.iso' startupPolicy='optional'/></disk>
      <disk type='file' device='cdrom'><source file='/iso/requisite.iso' startupPolicy='requisite'/></disk>
      <disk type='file' device='cdrom'><source file='/iso/wanted.iso' startupPolicy='mandatory'/></disk>
      <disk type='file' device='cdrom'><target dev='sdc'/></disk>
      <interface type='network'><source network='lan' bridge='virbr7'/></interface>
      <interface type='network'><source network='lan'/></interface>
      <interface type='bridge'><source bridge='br0'/></interface>
      <interface type='direct'><source dev='eth1' mode='bridge'/></interface>
      <interface type='user'/>
    </devices></domain>
    """

  @Test func whatADomainNeedsOfANode() throws {
    let needs = try DomainNeeds(parsing: Array(Self.description.utf8))
    #expect(needs.networks == ["lan"])
    #expect(needs.links == ["br0", "eth1"])
    #expect(needs.files == ["/x/web.nightly", "/x/web.img", "/dev/vg/data", "/iso/wanted.iso"])
    let copying = try DomainNeeds(parsing: Array(Self.description.utf8), copying: ["vdb"])
    #expect(copying.files == ["/x/web.nightly", "/x/web.img", "/iso/wanted.iso"])
  }

  /// As virsh's own parser takes them apart: a quote, a blank and a semicolon within a word.
  @Test func severalQuestionsAreOneArgument() {
    var questions = LibvirtQuestions()
    #expect(questions.add("nodememstats") == 0)
    #expect(questions.add("net-info", "--network", "it's; mine") == 1)
    #expect(
      questions.line
        == "'nodememstats'; echo 'ha-xvm-next-answer\n'; 'net-info' '--network' 'it'\\''s; mine'; echo 'ha-xvm-next-answer\n'"
    )
  }

  @Test(arguments: [
    ("a\nb\nha-xvm-next-answer\nc\nha-xvm-next-answer\n", ["a\nb", "c"]),
    ("ha-xvm-next-answer\nha-xvm-next-answer\n", ["", ""]),
    ("a\nha-xvm-next-answer\n", nil), ("", nil), ("a\nb\n", nil),
  ])
  func answersStandInTheOrderOfTheQuestions(_ text: String, _ answers: [String]?) {
    var questions = LibvirtQuestions()
    _ = questions.add("one")
    _ = questions.add("two")
    #expect(questions.answers(in: text) == answers)
  }

  /// The balloon leaves a guest less than its maximum; an emulator that has not touched all of it has less still.
  @Test(arguments: [
    ("actual 131072\nlast_update 0\nrss 204800\n", 128 << 20),
    ("actual 8388608\nrss 204800\n", 200 << 20), ("actual 131072\n", 128 << 20),
    ("rss -1\nactual 9223372036854775807\n", nil), ("", nil),
  ])
  func memoryInUseIs(_ text: String, _ bytes: Int64?) {
    #expect(LibvirtDriver.memoryInUse(in: text) == bytes)
  }

  /// As libvirt 9.0 printed it on a machine of one node, and as it does for two.
  @Test(arguments: [
    ("Node 0:\n4KiB: 1005103\n2048KiB: 0\n1048576KiB: 0\n\n", 2, 0),
    ("Node 0:\n4KiB: 7\n2048KiB: 3\n\nNode 1:\n4KiB: 7\n2048KiB: 4\n\n", 2, 14),
    ("Node 0:\n1048576KiB: 2\n", 1_024, 2_048), ("Node 0:\n4KiB: 7\n", 2, nil), ("", 2, nil),
  ])
  func hugePagesThatAreFree(_ text: String, _ size: Int, _ mebibytes: Int?) {
    #expect(LibvirtDriver.freeMebibytes(inPagesOf: size, by: text) == mebibytes)
  }

  @Test(
    arguments: [
      ("", nil), ("<memoryBacking><locked/></memoryBacking>", nil),
      ("<memoryBacking><hugepages/></memoryBacking>", .untold),
      (
        "<memoryBacking><hugepages><page size='2048'/></hugepages></memoryBacking>",
        .of(mebibytes: 2)
      ),
      (
        "<memoryBacking><hugepages><page size='1' unit='G'/></hugepages></memoryBacking>",
        .of(mebibytes: 1_024)
      ),
      (
        "<memoryBacking><hugepages><page size='1' unit='G'/><page size='2' unit='M' nodeset='1'/></hugepages></memoryBacking>",
        .untold
      ),
    ] as [(String, DomainNeeds.HugePages?)])
  func hugePagesThatADomainNeeds(_ backing: String, _ pages: DomainNeeds.HugePages?) throws {
    let text = "<domain type='kvm'><name>web</name>\(backing)</domain>"
    #expect(try DomainNeeds(parsing: Array(text.utf8)).hugePages == pages)
  }

  @Test(arguments: [
    ("Name:           lan\nUUID: u\nActive:         yes\nPersistent: yes", true),
    ("Name:           lan\nActive:         no", false), ("", nil),
  ])
  func aNetworkIsActive(_ text: String, _ isActive: Bool?) {
    #expect(LibvirtDriver.isActive(network: text) == isActive)
  }

  /// By libvirt's own list of flags.
  @Test func theQuestionIsThatOfTheMove() {
    var manner = MoveManner()
    #expect(MigrateOptions.flags(manner) == 0x100b)
    manner.isEncrypted = true
    manner.options = ["--unsafe", "--comp-methods=mt"]
    #expect(MigrateOptions.flags(manner) == 0x1120b)
  }

  @Test func linksAreTheFirstColumn() {
    #expect(
      LibvirtDriver.links(in: " br0    active   52:54:00:00:00:01\n eth0   inactive   \n")
        == ["br0", "eth0"])
  }

  @Test(arguments: [
    ("Job type: 0\n\n", nil), ("Job type: 2\noperation: 9\n", "a backup"),
    ("Job type: 2\noperation: 77\n", "a job"), ("operation: 9\n", nil), ("", nil),
  ])
  func aJobUnderWayIsNamed(_ text: String, _ name: String?) {
    #expect(LibvirtJob.operation(in: text) == name)
  }
}
