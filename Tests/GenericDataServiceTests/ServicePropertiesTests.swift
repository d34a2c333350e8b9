import Model
import TestSupport
import Testing

@testable import GenericDataService

@Suite(.ownThreads) struct ServicePropertiesTests {
  @Test(arguments: ServiceProperties.all) func aRowTakesItsOwnDefault(_ row: ExtensionProperty) {
    if let initial = row.initial { #expect(row.canonical(initial) == initial) }
    #expect(row.summary.first?.isUppercase == false || row.summary.hasPrefix("TRUE"))
    #expect(!row.summary.hasSuffix("."))
  }

  @Test func namesAreUnique() {
    let names = ServiceProperties.all.map { $0.name.lowercased() }
    #expect(Set(names).count == names.count)
    #expect(names.count > 30)
  }

  /// The documented defaults: Contract, Properties of SUNW.gds.
  @Test(arguments: [
    ("Failover_mode", "SOFT"), ("Start_timeout", "300"), ("Stop_timeout", "300"),
    ("Probe_timeout", "30"), ("Child_mon_level", "-1"), ("Failover_enabled", "TRUE"),
    ("Stop_signal", "15"), ("Log_level", "NONE"), ("Monitor_retry_count", "4"),
    ("Monitor_retry_interval", "2"), ("Thorough_probe_interval", "60"),
  ])
  func hasTheDocumentedDefault(_ name: String, _ value: String) throws {
    let row = try #require(ServiceProperties.all.first { $0.name == name })
    #expect(row.initial == value)
  }

  @Test func whatIsPublishedIsReadBack() throws {
    let sandbox = try Sandbox()
    let identity = try ResourceIdentity(resource: "r", group: "g")
    var problems: [Failure] = []
    let written = ServiceConfiguration(
      identity, words: ["start_command=/bin/x 'a\tb' \\n", "Network_aware=no"], over: false,
      problems: &problems)
    #expect(problems == [])
    let file = PublishedProperties(identity, locations: sandbox.locations)
    try file.write(written)
    let read = try ServiceConfiguration(published: identity, locations: sandbox.locations)
    #expect(read[.startCommand] == "/bin/x 'a\tb' \\n")
    #expect(read[.networkAware] == "FALSE")
    #expect(read[.startTimeout] == "300")
  }

  @Test func everyProblemIsReported() throws {
    var problems: [Failure] = []
    _ = ServiceConfiguration(
      try ResourceIdentity(resource: "r", group: "g"),
      words: ["Retry_count=x", "Nonsense=1", "Stop_signal", "Port_list=80/smtp"], over: false,
      problems: &problems)
    #expect(
      Set(problems.map(\.code))
        == [.badValue, .unknownProperty, .usage, .missingProperty])
    #expect(problems.count == 5)
  }
}
