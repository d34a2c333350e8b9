import Model
import Testing

/// Entries of Guest_check and Ready_check.
@Suite struct GuestCheckTests {
  @Test(arguments: [
    ("agent", GuestCheck.Kind.agent, "agent", 5, 34),
    ("agent timeout=3 weight=50", .agent, "agent", 3, 50),
    ("tcp:10.0.0.7:443", .tcp(address: "10.0.0.7", port: 443), "tcp:10.0.0.7:443", 5, 34),
    ("tcp:[fd00::7]:80  weight=0", .tcp(address: "fd00::7", port: 80), "tcp:[fd00::7]:80", 5, 0),
    ("console:web login:", .console("web login:"), "console:web login:", 5, 34),
    ("console:a=b timeout=9", .console("a=b"), "console:a=b", 9, 34),
    (
      "plugin:/opt/x/check 'a b' --port=80 weight=100",
      .plugin(["/opt/x/check", "a b", "--port=80"]), "plugin:/opt/x/check 'a b' --port=80", 5, 100
    ),
  ])
  func anEntryIsRead(
    _ entry: String, _ kind: GuestCheck.Kind, _ name: String, _ timeout: Int, _ weight: Int
  ) throws {
    let check = try GuestCheck(parsing: entry)
    #expect(check.kind == kind && check.name == name)
    #expect(check.timeout == timeout && check.weight == weight)
  }

  @Test(arguments: [
    ("", "is no check"), ("agnet", "is no check; it is agent, tcp:ADDRESS:PORT"),
    ("agent:x", "is no check"), ("console:", "is no check"), ("timeout=3", "is no check"),
    ("tcp:web:443", "needs a numeric address"), ("tcp:10.0.0.256:443", "needs a numeric address"),
    ("tcp:10.0.0.7", "needs a numeric address"), ("tcp:10.0.0.7:0", "needs a numeric address"),
    ("tcp:10.0.0.7:65536", "needs a numeric address"),
    ("tcp:fd00::7:80", "needs a numeric address"),
    ("plugin:check", "needs the absolute path"), ("plugin:", "needs the absolute path"),
    ("plugin:/bin/x 'a", "quote"),
    ("agent timeout=0", "timeout is a number, 1 to 3600"),
    ("agent weight=101", "weight is a number, 0 to 100"),
    ("agent weight=", "weight"), ("agent weight=x", "weight is a number"),
  ])
  func whatIsNoCheckIsRefusedWithTheRemedy(_ entry: String, _ words: String) {
    do throws(Failure) {
      _ = try GuestCheck(parsing: entry)
      Issue.record("'\(entry)' is taken")
    } catch {
      #expect(error.code == .badValue && error.cause.contains(words), "\(error.cause)")
    }
  }

  @Test(arguments: [
    ("Guest_check", "agent, tcp:10.0.0.7:80 weight=50", ""),
    ("Guest_check", "agent,tcp:web:80", "tcp:web:80"),
    ("Ready_check", "agnet", "agnet"),
  ])
  func theRulesNameTheEntry(_ property: String, _ value: String, _ entry: String) {
    let found = Self.findings([property: value])
    #expect(found.count == (entry.isEmpty ? 0 : 1), "\(found)")
    #expect(found.allSatisfy { $0.subject == property && $0.cause.contains("'\(entry)'") })
  }

  @Test(arguments: [("200", "71", 1), ("200", "70", 0), ("0", "270", 0), ("0", "271", 1)])
  func aGateFitsIntoTheStart(_ timeout: String, _ delay: String, _ count: Int) {
    let values = [
      "Ready_check": "agent", "Ready_timeout": timeout, "Ready_delay": delay,
      "Start_timeout": "300",
    ]
    #expect(Self.findings(values).count == count)
    #expect(Self.findings(values.merging(["Ready_check": ""]) { $1 }).isEmpty)
  }

  private static func findings(_ values: [String: String]) -> [Failure] {
    var problems: [Failure] = []
    let given = values.merging(["Domain_name": "web"]) { $1 }.map {
      PropertyValues.Given($0.key, $0.value, place: "test")
    }
    let read = PropertyValues(given, of: ExtensionProperties.all, problems: &problems)
    return problems + PropertyRules.all.compactMap { $0.failure(read) }
  }

  @Test(arguments: [
    (ProbeStatus.healthy, ProbeStatus.partial(34), ProbeStatus.partial(34)),
    (.partial(34), .partial(34), .partial(68)), (.partial(66), .partial(34), .failed),
    (.failed, .partial(1), .failed), (.failOver, .failed, .failOver),
    (.healthy, .healthy, .healthy),
  ])
  func weightsAddUp(_ one: ProbeStatus, _ other: ProbeStatus, _ sum: ProbeStatus) {
    #expect(one.adding(other) == sum && other.adding(one) == sum)
  }

  @Test func aBootThatTookLongObjectsToAShortStart() {
    var times = LearntTimes(domain: "web")
    #expect(times.objection(toStartTimeout: 1) == nil)
    times.ready = 40_000
    #expect(times.objection(toStartTimeout: 80) == nil)
    #expect(times.objection(toStartTimeout: 79)?.code == .startTooShort)
  }
}
