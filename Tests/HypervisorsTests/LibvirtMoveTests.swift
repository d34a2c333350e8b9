import Model
import Platform
import Testing

@testable import Hypervisors

@Suite struct LibvirtMoveTests {
  private func text(_ title: String) throws -> String {
    try Transcript("virsh-moves", title).completion.text
  }

  @Test func aJobIsAMoveOnlyWhenItIsOne() throws {
    #expect(LibvirtJob.parse(try text("domjobinfo without a job")) == nil)
    #expect(
      LibvirtJob.parse(try text("domjobinfo while the other node prepares")) == MoveProgress())
    let progress = try #require(LibvirtJob.parse(try text("domjobinfo --completed")))
    #expect(progress.total == 101_195_776)
    #expect(progress.speed == 379_812_137)
    #expect(progress.pass == 3)
    // VIR_DOMAIN_JOB_OPERATION_SAVE: a guest that is saved does not move.
    let saved = try text("domjobinfo --completed").replacing("operation: 5", with: "operation: 3")
    #expect(LibvirtJob.parse(saved) == nil)
  }

  @Test func aThrottleIsRead() throws {
    let text = try text("domjobinfo --completed") + "auto_converge_throttle: 60\n"
    #expect(LibvirtJob.parse(text)?.throttle == 60)
  }

  @Test func memoryIsReadInBytes() throws {
    #expect(LibvirtDriver.kibibytes(of: "Max memory", in: try text("dominfo")) == 96 << 20)
    #expect(
      LibvirtDriver.kibibytes(of: "free", in: try text("nodememstats")) == 24_035_656 << 10)
    #expect(LibvirtDriver.kibibytes(of: "nothing", in: try text("nodememstats")) == nil)
  }

  @Test func theDirtyRateIsReadByItsNames() throws {
    let fields = LibvirtPace.fields(try text("domstats --dirtyrate"))
    #expect(fields["dirtyrate.calc_status"] == 2)
    #expect(fields["dirtyrate.megabytes_per_second"] == 0)
  }

  /// Each of these figures made an agent end in the middle of a move, by a sum or a product that no number holds.
  @Test(arguments: [Int64.max, Int64.max >> 1, 1 << 53, -1, Int64.min])
  func aFigureThatNoMachineHasDoesNoHarm(_ figure: Int64) throws {
    let names = [
      "memory_total", "memory_remaining", "memory_bps", "memory_dirty_rate", "memory_page_size",
      "memory_iteration", "auto_converge_throttle",
    ]
    for name in names {
      let lines = ["operation: 5"] + names.map { "\($0): \($0 == name ? figure : 1 << 40)" }
      let progress = try #require(LibvirtJob.parse(lines.joined(separator: "\n")))
      #expect((0...100).contains(progress.percent))
      #expect(!progress.description.isEmpty)
    }
    let line = "Max memory: \(figure) KiB"
    #expect(LibvirtDriver.kibibytes(of: "Max memory", in: line) == nil)
    let room = ["free", "buffers", "cached"].map { "\($0): \(figure) KiB\n" }.joined()
    #expect(LibvirtDriver.freeMemory(in: room) == nil)
    #expect(LibvirtPace.rate(["dirtyrate.megabytes_per_second": figure]) == 0)
    let most = "free: \(1 << 40) KiB\nbuffers: \(1 << 40) KiB\ncached: \(1 << 40) KiB"
    #expect(LibvirtDriver.freeMemory(in: most) == 3 << 50)
  }

  struct Row: Sendable {
    let own, address, transport: String
    let peer: String?
  }

  @Test(arguments: [
    Row(own: "", address: "n2", transport: "tcp", peer: "qemu+tcp://n2/system"),
    Row(
      own: "qemu:///system", address: "10.0.0.2", transport: "", peer: "qemu+ssh://10.0.0.2/system"),
    Row(
      own: "qemu:///session", address: "fd00::2", transport: "tls",
      peer: "qemu+tls://[fd00::2]/session"),
    Row(
      own: "qemu+unix:///system?socket=/x", address: "n2", transport: "ssh",
      peer: "qemu+ssh://n2/system"),
    Row(own: "xen:///system", address: "n2", transport: "ssh", peer: "xen+ssh://n2/system"),
    Row(own: "qemu+ssh://elsewhere/system", address: "n2", transport: "ssh", peer: nil),
    Row(own: "test:///default", address: "n2", transport: "ssh", peer: nil),
    Row(own: "lxc:///system", address: "n2", transport: "ssh", peer: nil),
  ])
  func theOtherDaemonIsReachedBy(_ row: Row) {
    let mover = LibvirtDriver(uri: row.own).mover
    let target = MoveTarget(node: "n2", address: row.address, transport: row.transport)
    #expect((mover?.peer(at: target) as? LibvirtDriver)?.uri == row.peer)
  }
}
