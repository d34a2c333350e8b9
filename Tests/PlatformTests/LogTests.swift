import Glibc
import Model
import Platform
import TestSupport
import Testing

@Suite(.ownThreads) struct LogTests {
  /// A socket that takes datagrams and that nobody reads, as of a log daemon that was stopped.
  private static func stoppedDaemon(_ path: String) throws -> Descriptor {
    let socket = Descriptor(socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    return socket
  }

  @Test func aLineIsADatagramOfTheDaemonFacility() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/log"
    let daemon = try Self.stoppedDaemon(path)
    #expect(SystemLog.send(.error, tag: "SC[t,g,r,probe]", "one\ntwo", socket: path))
    let text = String(decoding: try daemon.readAvailable() ?? [], as: UTF8.self)
    #expect(text.hasPrefix("<27>"), "3 << 3 | 3")
    #expect(text.hasSuffix(" SC[t,g,r,probe]: one | two"))
    #expect(text.contains(#/^<27>[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} /#))
  }

  /// What a tool or a guest says is shown to people on terminals.
  @Test func nothingInALogSteersATerminal() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/log"
    let daemon = try Self.stoppedDaemon(path)
    let hostile = "\u{1B}]0;x\u{7}\u{9B}2J a\tb ü\r\nDec 1 00:00:00 vm sshd: forged"
    #expect(SystemLog.send(.error, tag: "t", hostile, socket: path))
    let log = try Self.log(sandbox)
    log.write(.error, hostile)
    for bytes in [try daemon.readAvailable() ?? [], try Files.read(log.file)] {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains(#"\u{1B}]0;x\u{7}\u{9B}2J a"# + "\tb ü | Dec 1"), "\(text)")
      #expect(
        !text.dropLast().unicodeScalars.contains {
          $0 != "\t" && $0.properties.generalCategory == .control
        })
    }
  }

  @Test func aDaemonThatIsAwayOrHangsCostsNoTime() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/log"
    let began = Clock.now
    #expect(!SystemLog.send(.notice, tag: "t", "x", socket: path))
    #expect(!SystemLog.send(.notice, tag: "t", "x", socket: String(repeating: "/x", count: 100)))
    let daemon = try Self.stoppedDaemon(path)
    var taken = 0
    while taken < 100_000, SystemLog.send(.notice, tag: "t", "x", socket: path) { taken += 1 }
    #expect((1..<100_000).contains(taken), "the queue was full at last")
    #expect(!SystemLog.send(.notice, tag: "t", "x", socket: path))
    #expect(Clock.now - began < .seconds(50))
    #expect(try daemon.readAvailable()?.isEmpty == false)
    #expect(SystemLog.send(.notice, tag: "t", "x", socket: path), "there is room again")
  }

  @Test func aLongLineIsCut() throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/log"
    let daemon = try Self.stoppedDaemon(path)
    #expect(
      SystemLog.send(.debug, tag: "t", String(repeating: "x", count: 100_000), socket: path))
    #expect(try daemon.readAvailable()?.count == 8_000)
  }

  private static func log(_ sandbox: Sandbox, debugLevel: Int = 0) throws -> ResourceLog {
    ResourceLog(
      try ResourceIdentity(resource: "web", group: "rg"), method: "probe", debugLevel: debugLevel,
      locations: sandbox.locations)
  }

  @Test func aResourceHasItsOwnLog() throws {
    let sandbox = try Sandbox()
    let log = try Self.log(sandbox, debugLevel: 1)
    log.write(.notice, "one\ntwo")
    log.debug(1, "shown")
    log.debug(2, "hidden")
    log.write(Failure(.busy, "web"))
    #expect(log.file == "\(sandbox.root)/var/cluster/logs/DS/rg/web/message_log.txt")
    let lines = String(decoding: try Files.read(log.file), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].contains("probe-NOTE> one | two"))
    #expect(lines[1].contains("probe-DEBUG> shown"))
    #expect(lines[2].contains("probe-ERR> web: another call"))
    #expect(
      lines.allSatisfy {
        $0.contains(#/^[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} \S+ probe-/#)
      })
  }

  @Test func aLogIsBounded() throws {
    let sandbox = try Sandbox()
    let log = try Self.log(sandbox)
    log.write(.notice, "first")
    let long = [UInt8](repeating: 0x78, count: (1 << 20) + 1)
    try Files.replace(log.file, with: long)
    log.write(.notice, "second")
    #expect(try Files.read(log.file + ".old") == long)
    let now = String(decoding: try Files.read(log.file), as: UTF8.self)
    #expect(now.contains("second"))
    #expect(now.utf8.count < 1_000)
    ResourceLog.rotate("\(sandbox.root)/nothing")
    ResourceLog.rotate(log.file)
    #expect(String(decoding: try Files.read(log.file), as: UTF8.self) == now)
  }

  @Test func severalWritersRotateOnce() async throws {
    let sandbox = try Sandbox()
    let path = "\(sandbox.root)/log"
    let line = [UInt8](repeating: 0x78, count: 99) + [0x0A]
    let short = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          var short = 0
          for _ in 0..<4_000 {
            ResourceLog.rotate(path, limit: 500)
            try? Files.append(path, line)
            if let old = Files.information(path + ".old"), old.size <= 500 { short += 1 }
          }
          return short
        }
      }
      return await group.reduce(0, +)
    }
    #expect(Files.information(path + ".old") != nil)
    #expect(short == 0, "a log that was just begun replaced the one that was kept")
  }

  @Test func aLogThatCannotBeWrittenStopsNobody() throws {
    let sandbox = try Sandbox()
    try sandbox.write("var", "a file where a directory belongs")
    let log = try Self.log(sandbox)
    log.write(.error, "lost")
    #expect(try sandbox.text("var") == "a file where a directory belongs")
  }

  @Test func timesAreShownAsTheLogsHaveThem() {
    let time = WallTime(year: 2026, month: 3, day: 7, hour: 4, minute: 5, second: 6)
    #expect(time.americanDateAndTime == "03/07/2026 04:05:06")
    #expect(time.syslogStamp == "Mar  7 04:05:06")
    #expect(Clock.local.year >= 2024)
  }
}
