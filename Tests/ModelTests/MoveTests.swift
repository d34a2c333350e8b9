import Model
import Testing

@Suite struct MoveTargetTests {
  @Test(arguments: [
    ("node2:10.0.0.2", "node2", "10.0.0.2", "10.0.0.2"),
    ("a-b_c.d: host.example ", "a-b_c.d", "host.example", "host.example"),
    ("n2:fd00::2", "n2", "fd00::2", "[fd00::2]"),
    ("n2:fe80::1%eth0", "n2", "fe80::1%eth0", "[fe80::1%eth0]"),
  ])
  func anElementIsNodeAndAddress(_ text: String, _ node: String, _ address: String, _ host: String)
    throws
  {
    let target = try #require(MoveTarget(parsing: text))
    #expect((target.node, target.address, target.host) == (node, address, host))
  }

  /// Words that a tool would take for an option, or a URI for another part of it.
  @Test(arguments: [
    "", "node2", "node2:", ":10.0.0.2", "-n2:10.0.0.2", "n2:-oProxyCommand=x", "n2:a/b", "n2:a@b",
    "n2:a b", "n 2:a", "n2:$(x)",
  ])
  func anythingElseIsNone(_ text: String) {
    #expect(MoveTarget(parsing: text) == nil)
  }
}

@Suite struct MoveForecastTests {
  static let mebibyte: Int64 = 1 << 20

  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let memory, second, threeSeconds, speed: Int64
    /// In milliseconds; nil when it never ends.
    let expected: ClosedRange<Int64>?
    let passes: Int
    /// The stand-still in milliseconds, the throttle, post-copy and the bandwidth that are allowed.
    var manner: (standstill: Int, throttle: Int, postcopy: Bool, bandwidth: Int) = (
      300, 0, false, 0
    )
    /// The throttle that it needs, and whether it needs post-copy.
    var throttle = 0
    var postcopy = false
    var testDescription: String { name }
  }

  /// By hand: overhead 1 s, memory over speed, then what was written meanwhile, and so on.
  static let rows: [Row] = [
    Row(
      name: "idle", memory: 100, second: 0, threeSeconds: 0, speed: 20, expected: 6_000...6_000,
      passes: 2),
    Row(
      name: "all of it fits the stand-still", memory: 5, second: 5, threeSeconds: 5, speed: 20,
      expected: 1_250...1_250, passes: 1),
    // 5 s, 25 MiB; 1.25 s, 6.25 MiB; 0.3125 s, 1.5625 MiB; 0.078 s.
    Row(
      name: "writes new pages at a quarter of the speed", memory: 100, second: 5, threeSeconds: 15,
      speed: 20, expected: 7_639...7_641, passes: 4),
    // 5 s, 4 MiB; 0.2 s.
    Row(
      name: "writes the same pages again and again", memory: 100, second: 4, threeSeconds: 4,
      speed: 20, expected: 6_200...6_200, passes: 2),
    // 5 s, 30 MiB; 1.5 s, 30 MiB, and so on for ever.
    Row(
      name: "its working set never fits", memory: 100, second: 30, threeSeconds: 30, speed: 20,
      expected: nil, passes: 2),
    // 5 s, 12 MiB; 0.6 s, 7.2 MiB; 0.36 s, 4.32 MiB; 0.216 s.
    Row(
      name: "a working set that takes part of a second", memory: 100, second: 12,
      threeSeconds: 12, speed: 20, expected: 7_175...7_177, passes: 4),
    Row(
      name: "writes faster than the link", memory: 100, second: 25, threeSeconds: 75, speed: 20,
      expected: nil, passes: 2),
    // 5 s, 30 MiB; 1.5 s, 30 MiB, which stalls and fits 2 s.
    Row(
      name: "its working set fits a longer stand-still", memory: 100, second: 30,
      threeSeconds: 30, speed: 20, expected: 9_000...9_000, passes: 3,
      manner: (2_000, 30, false, 0)),
    // 5 s, 100 MiB; 5 s, 100 MiB: stalls; 5 s: stalls, and 60 % from then on; 5 s, 50 MiB; 2.5 s, 25 MiB; 1.25 s.
    Row(
      name: "arrives only throttled", memory: 100, second: 25, threeSeconds: 75, speed: 20,
      expected: 24_750...24_750, passes: 6, manner: (2_000, 60, false, 0), throttle: 60),
    // 5 s, 100 MiB; 5 s, 100 MiB: stalls; the rest in 5 s.
    Row(
      name: "arrives only by post-copy", memory: 100, second: 25, threeSeconds: 75, speed: 20,
      expected: 16_000...16_000, passes: 2, manner: (2_000, 0, true, 0), postcopy: true),
    Row(
      name: "a limit of the bandwidth is the link's", memory: 100, second: 0, threeSeconds: 0,
      speed: 20, expected: 11_000...11_000, passes: 2, manner: (2_000, 30, false, 10)),
  ]

  @Test(arguments: rows)
  func aForecastFollowsThePasses(_ row: Row) {
    let unit = MoveForecastTests.mebibyte
    var manner = MoveManner()
    manner.standstill = .milliseconds(row.manner.standstill)
    (manner.throttle, manner.allowsPostcopy) = (row.manner.throttle, row.manner.postcopy)
    manner.bandwidth = row.manner.bandwidth
    let forecast = MoveForecast(
      MovePace(
        memory: row.memory * unit, written: (row.second * unit, row.threeSeconds * unit),
        speed: row.speed * unit), by: manner)
    #expect(forecast.passes == row.passes)
    #expect((forecast.throttle, forecast.needsPostcopy) == (row.throttle, row.postcopy))
    guard let duration = forecast.duration else {
      #expect(row.expected == nil)
      return
    }
    let milliseconds = duration.inMilliseconds
    #expect(row.expected?.contains(milliseconds) == true, "\(milliseconds)")
    #expect(forecast.standstill <= manner.standstill)
  }
}

@Suite struct MoveProgressTests {
  @Test func itIsReadAsASentence() {
    #expect(MoveProgress().description == "under way")
    #expect(
      MoveProgress(
        total: 96 << 20, remaining: 48 << 20, speed: 70 << 20, dirtied: 3 << 20, pass: 2
      ).description == "50 % of 96 MiB sent, pass 2, 70 MiB/s against 3 MiB/s written")
    #expect(
      MoveProgress(total: 96 << 20, remaining: 48 << 20, throttle: 30).description
        == "50 % of 96 MiB sent, throttled by 30 %")
  }
}
