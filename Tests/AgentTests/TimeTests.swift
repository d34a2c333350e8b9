import Frameworks
import Model
import Platform
import Testing

@testable import Agent

@Suite struct TimeTests {
  /// A framework that says what a test wants.
  struct Saying: ClusterFramework {
    let name = "framework"
    let answer: String?
    func value(
      of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
    ) -> String? { answer }
  }

  @Test(
    arguments: [
      (5, "7", "9", 5), (nil, "7", "9", 7), (nil, nil, "9", 9), (nil, nil, nil, 60),
      (nil, "0", "9", 9), (nil, "nonsense", nil, 60),
    ] as [(Int?, String?, String?, Int)])
  func theFirstWhoSaysSoCounts(
    _ option: Int?, _ framework: String?, _ property: String?, _ seconds: Int
  ) throws {
    let values = Scene.configuration(property.map { ["Stop_timeout": $0] } ?? [:]).values
    let time = MethodTime(
      .stop, option: option, framework: Saying(answer: framework),
      identity: try ResourceIdentity(resource: "r", group: "g"), values: values, until: Clock.now)
    #expect(time.seconds == seconds)
  }

  @Test func whatDisagreesIsKept() throws {
    let time = MethodTime(
      .stop, option: nil, framework: Saying(answer: "300"),
      identity: try ResourceIdentity(resource: "r", group: "g"),
      values: Scene.configuration(["Stop_timeout": "60"]).values, until: Clock.now)
    #expect(time.sources.map(\.name) == ["framework", "Stop_timeout"])
    #expect(time.sources.map(\.seconds) == [300, 60])
  }
}
