import Model
import Testing

@testable import GenericDataService

/// What a cluster's monitor answers about a service of the engine, row by row.
@Suite struct ServiceVerdictTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let state: ServiceState.State?
    var isGivenUp = false
    var hasProcesses = true
    var isWatched = true
    let recurring: OCFStatus
    let first: OCFStatus
    var lacksWatch = false
    var testDescription: String { "\(String(describing: state)), given up \(isGivenUp)" }

    var sight: ServiceVerdict.Sight {
      let known = state.map { word in
        var state = ServiceState()
        (state.state, state.isGivenUp, state.message) = (word, isGivenUp, "as was said")
        return state
      }
      return .init(known, hasProcesses: hasProcesses, isWatched: isWatched)
    }
  }

  static let rows: [Row] = [
    Row(state: nil, hasProcesses: false, recurring: .notRunning, first: .notRunning),
    Row(state: nil, recurring: .notRunning, first: .failed),
    Row(state: .online, recurring: .success, first: .success),
    Row(
      state: .online, isWatched: false, recurring: .success, first: .success, lacksWatch: true),
    // One brain at a time: whatever its processes are, the engine is at work.
    Row(state: .online, hasProcesses: false, recurring: .success, first: .success),
    Row(state: .starting, hasProcesses: false, recurring: .success, first: .success),
    Row(state: .stopping, recurring: .success, first: .success),
    Row(
      state: .stopping, isWatched: false, recurring: .success, first: .success, lacksWatch: true),
    Row(state: .online, isGivenUp: true, recurring: .failed, first: .failed),
    Row(state: .online, isGivenUp: true, isWatched: false, recurring: .failed, first: .failed),
    Row(state: .startFailed, hasProcesses: false, recurring: .failed, first: .failed),
    Row(state: .stopFailed, recurring: .failed, first: .failed),
    Row(state: .offline, hasProcesses: false, recurring: .notRunning, first: .notRunning),
    Row(state: .offline, recurring: .notRunning, first: .failed),
  ]

  @Test(arguments: rows) func theAnswerIs(_ row: Row) {
    #expect(ServiceVerdict.recurring(row.sight).status == row.recurring)
    #expect(ServiceVerdict.first(row.sight).status == row.first)
    #expect(row.sight.lacksWatch == row.lacksWatch)
  }

  @Test func aFailureSaysWhy() {
    let failed = Row(state: .online, isGivenUp: true, recurring: .failed, first: .failed)
    #expect(ServiceVerdict.recurring(failed.sight).reason == "as was said")
  }

  @Test func whatIsGivenUpStaysSoOnFile() {
    var state = ServiceState()
    state.isGivenUp = true
    #expect(ServiceState(text: state.text).isGivenUp)
    #expect(!ServiceState(text: ServiceState().text).isGivenUp)
  }

  /// A word that nobody knows, or a file that has lost its beginning, is no proof that the service is off.
  @Test(arguments: ["", "state\tONLNE\n", "since\t7\nstatus\tOK\n", "state\t\nmessage\tx\n"])
  func aDamagedFileIsNotThatOfAServiceThatIsOff(_ text: String) {
    let sight = ServiceVerdict.Sight(ServiceState(text: text), hasProcesses: false)
    #expect(ServiceVerdict.recurring(sight).status == .failed)
    #expect(ServiceVerdict.first(sight).status == .failed)
  }
}
