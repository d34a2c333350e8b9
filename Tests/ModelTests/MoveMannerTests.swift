import Model
import Testing

@Suite struct MoveMannerTests {
  private static func manner(_ given: [(String, String)]) -> MoveManner {
    var problems: [Failure] = []
    let values = PropertyValues(
      given.map { PropertyValues.Given($0.0, $0.1, place: "test") }, of: ExtensionProperties.all,
      complete: false, problems: &problems)
    #expect(problems == [])
    return MoveManner(values)
  }

  /// Without any property a move that stalls may be brought to its end, and nothing is risked for it.
  @Test func theDefaultsRiskNothing() {
    var expected = MoveManner()
    (expected.standstill, expected.throttle) = (.seconds(2), 30)
    #expect(Self.manner([]) == expected)
  }

  @Test func eachPropertyIsRead() {
    let manner = Self.manner([
      ("Migration_bandwidth", "100"), ("Migration_downtime", "500"), ("Migration_throttle", "0"),
      ("Migration_postcopy", "yes"), ("Migration_tls", "TRUE"), ("Migration_streams", "4"),
      ("Migration_disks", "vda, vdb"),
      ("Migration_options", "--compressed, --comp-methods=mt, xbzrle"),
    ])
    #expect(manner.bandwidth == 100 && manner.standstill == .milliseconds(500))
    #expect(manner.throttle == 0 && manner.allowsPostcopy && manner.isEncrypted)
    #expect(manner.streams == 4 && manner.disks == ["vda", "vdb"])
    #expect(manner.options == ["--compressed", "--comp-methods=mt,xbzrle"])
    #expect(MoveManner.properties.count == 8)
  }
}
