import Model
import Testing

@Suite struct OCFStatusTests {
  @Test(arguments: [
    (Failure.Code.badValue, OCFStatus.notConfigured), (.missingProperty, .notConfigured),
    (.unknownProperty, .notConfigured), (.unconfigured, .notConfigured),
    (.illegalName, .notConfigured), (.heavyWeight, .notConfigured), (.noInstance, .badCall),
    (.unreadable, .notInstalled), (.badDefinition, .notInstalled), (.noSuchGuest, .notInstalled),
    (.noToolstack, .notInstalled), (.pluginProbe, .notInstalled),
    (.openPasswordFile, .notPermitted), (.toolstackUnreachable, .failed), (.cannotStart, .failed),
    (.notUpInTime, .failed), (.moveFailed, .failed), (.runsElsewhere, .failed), (.busy, .failed),
    (.stopUnproven, .failed),
  ])
  func aFailureMeans(_ code: Failure.Code, _ status: OCFStatus) {
    #expect(AgentAnswer(Failure(code, "web", cause: "because")).status == status)
  }

  /// OCF Resource Agent API 1.1; the range from 8 on is for roles, and 190 is a degraded resource, which cannot migrate.
  @Test func theNumbersAreThoseOfTheAPI() {
    #expect(OCFStatus.allCases.map(\.rawValue) == Array(0...7))
    #expect(Set(OCFStatus.allCases.map(\.name)).count == 8)
  }
}
