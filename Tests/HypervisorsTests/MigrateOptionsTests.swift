import Model
import Platform
import Testing

@testable import Hypervisors

@Suite struct MigrateOptionsTests {
  private static let target = MoveTarget(node: "n2", address: "10.0.0.2", transport: "tcp")

  private static func words(_ change: (inout MoveManner) -> Void) throws -> [String] {
    var manner = MoveManner()
    change(&manner)
    let mover = try #require(LibvirtMover(LibvirtDriver(uri: "")))
    return mover.words(Guest(name: "web"), to: target, in: manner)
  }

  @Test func aPlainMoveHasNoFurtherOptions() throws {
    #expect(
      try Self.words { _ in } == [
        "migrate", "--live", "--p2p", "--persistent", "--abort-on-error", "--domain", "web",
        "--desturi", "qemu+tcp://10.0.0.2/system", "--migrateuri", "tcp://10.0.0.2",
      ])
  }

  @Test func eachPropertyIsItsOption() throws {
    let words = try Self.words { manner in
      (manner.bandwidth, manner.throttle, manner.streams) = (100, 30, 4)
      (manner.allowsPostcopy, manner.isEncrypted) = (true, true)
      (manner.disks, manner.options) = (["vda", "vdb"], ["--compressed"])
    }
    #expect(
      words.dropFirst(5).prefix { $0 != "--domain" } == [
        "--bandwidth", "100", "--tls", "--auto-converge", "--auto-converge-initial", "30",
        "--auto-converge-increment", "30", "--parallel", "--parallel-connections", "4",
        "--postcopy", "--copy-storage-all", "--migrate-disks", "vda,vdb", "--compressed",
      ])
  }

  /// What a property gives, or what would leave another guest there, or none here, is refused with the reason.
  @Test(
    arguments: [
      ("--compressed", nil), ("--comp-methods=mt,xbzrle", nil), ("--unsafe", nil),
      ("--no-such-option", nil),
      ("--suspend", "paused"), ("--undefinesource", "definition"), ("--offline", "no guest"),
      ("--dname=other", "another guest"), ("--xml=/x", "another guest"),
      ("--timeout=5", "Migration_share"),
      ("--timeout-postcopy", "Migration_share"), ("--tls", "Migration_tls"),
      ("--bandwidth=5", "Migration_bandwidth"), ("--auto-converge", "Migration_throttle"),
      ("--postcopy", "Migration_postcopy"), ("--parallel", "Migration_streams"),
      ("--copy-storage-all", "Migration_disks"), ("--live", "as each move needs it"),
      ("compressed", "no option"), ("-p", "no option"),
    ] as [(String, String?)])
  func anOptionIsTakenOrRefused(_ option: String, _ reason: String?) {
    let objection = MigrateOptions.objection(to: ["--compressed", option])
    #expect((objection == nil) == (reason == nil), "\(objection ?? "")")
    if let reason { #expect(objection?.contains(reason) == true, "\(objection ?? "")") }
  }

  @Test func anUnknownOptionIsDoubted() {
    #expect(MigrateOptions.doubt(about: ["--compressed", "--unsafe", "--suspend"]) == nil)
    #expect(
      MigrateOptions.doubt(about: ["--compresed"])?.hasSuffix("did you mean --compressed?") == true)
  }

  /// Every option of the installed virsh is one that the table knows, where one is installed.
  @Test func everyOptionOfVirshIsKnown() throws {
    let help = try? Toolbox.run("virsh", ["help", "migrate"], until: Clock.now + .seconds(20))
    let lines = help?.text.split(separator: "\n").drop { !$0.contains("OPTIONS") } ?? []
    let options = lines.flatMap { $0.matches(of: /^ +(?:\[)?(--[a-z0-9-]+)/).map { String($0.1) } }
    #expect(options.isEmpty || options.count > 40)
    #expect(MigrateOptions.doubt(about: options) == nil)
  }
}
