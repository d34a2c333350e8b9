import Model
import Testing

@Suite struct OCFStatusTests {
  @Test(arguments: [
    (Failure.Code.badValue, OCFStatus.notConfigured), (.missingProperty, .notConfigured),
    (.unknownProperty, .notConfigured), (.contradiction, .notConfigured),
    (.illegalName, .notConfigured), (.heavyWeight, .notConfigured), (.noInstance, .badCall),
    (.unreadable, .notInstalled), (.badDefinition, .notInstalled), (.noSuchGuest, .notInstalled),
    (.unconfigured, .notInstalled), (.malformed, .notInstalled), (.checksum, .notInstalled),
    (.leftover, .notInstalled), (.noToolstack, .notInstalled), (.pluginProbe, .notInstalled),
    (.openPasswordFile, .notPermitted), (.toolstackUnreachable, .failed), (.cannotStart, .failed),
    (.notUpInTime, .failed), (.moveFailed, .failed), (.runsElsewhere, .failed), (.busy, .failed),
    (.stopUnproven, .failed), (.departed, .failed), (.otherGuest, .failed), (.namesake, .failed),
  ])
  func aFailureMeans(_ code: Failure.Code, _ status: OCFStatus) {
    #expect(AgentAnswer(Failure(code, "web", cause: "because")).status == status)
  }

  /// A message that nobody has thought about would be answered by chance.
  @Test func everyMessageHasItsScopeOnce() {
    let listed = FailureScope.table.flatMap(\.codes)
    for code in Catalogue.all {
      #expect(listed.count { $0 == code } == 1, "\(code.number): \(code.sentence)")
    }
    #expect(listed.count == Catalogue.all.count)
  }

  /// A parameter that stands in a file of one node is wrong on that node.
  @Test func aFileOfOneNodeIsNoFactOfAnother() {
    for code in Catalogue.all {
      let status = OCFStatus(Failure(code), ofThisNode: true)
      #expect(status != .notConfigured)
      #expect(status == OCFStatus(Failure(code)) || status == .notInstalled)
    }
  }

  /// OCF Resource Agent API 1.1; the range from 8 on is for roles, and 190 is a degraded resource, which cannot migrate.
  @Test func theNumbersAreThoseOfTheAPI() {
    #expect(OCFStatus.allCases.map(\.rawValue) == Array(0...7))
    #expect(Set(OCFStatus.allCases.map(\.name)).count == 8)
  }
}
