import Hypervisors
import Model
import Platform
import Testing

@testable import Agent

/// The truth table of the two witnesses, whole: each word of the tool with each of the process, and with what is on record.
@Suite struct SightingTests {
  static let firsts: [GuestState] =
    [
      .running, .booting, .shuttingDown, .absent, .crashed, .movingOut, .movingIn, .unknown("away"),
    ] + PauseCause.allCases.map(GuestState.paused) + OffCause.allCases.map(GuestState.off)

  /// What a witness of processes can answer.
  enum Below: CaseIterable {
    case process, namesake, none, blind, unasked

    var observation: Observation? {
      switch self {
      case .process: Observation(.running, evidence: [])
      case .namesake:
        Observation(.unknown("its name"), evidence: [], identity: GuestIdentity(pid: 7))
      case .none: Observation(.absent, evidence: [])
      case .blind: Observation(.unknown("hidden"), evidence: [])
      case .unasked: nil
      }
    }
  }

  static let phases: [RunRecord.Phase?] = [nil, .starting, .running, .stopping, .moving, .departed]
  static let identities = [
    GuestIdentity(), GuestIdentity(uuid: "u"), GuestIdentity(pid: 7, startTime: 9),
  ]

  /// Calls `body` with each of them.
  private func each(
    _ body: (Sighting, _ first: GuestState, _ below: Below) throws -> Void
  ) throws {
    let owner = try ResourceIdentity(resource: "web-rs", group: "web-rg")
    for first in Self.firsts {
      for below in Below.allCases {
        for phase in Self.phases {
          for identity in Self.identities {
            let guest = Guest(name: "web", identity: identity)
            let record = phase.map {
              RunRecord(owner, phase: $0, guest: guest, values: Scene.configuration().values)
            }
            try body(
              Sighting(
                Observation(first, evidence: []), below: below.observation, of: guest,
                record: record),
              first, below)
          }
        }
      }
    }
  }

  /// The table as it stands on the whiteboard.
  @Test func thePresenceIsThatOfTheTable() throws {
    let table: [(tool: Bool?, below: Below, presence: Sighting.Presence)] = [
      (true, .process, .here), (true, .namesake, .here), (true, .none, .doubted),
      (true, .blind, .here), (true, .unasked, .here),
      (false, .process, .disputed), (false, .namesake, .disputed), (false, .none, .off),
      (false, .blind, .off), (false, .unasked, .off),
      (nil, .process, .hereBelow), (nil, .namesake, .perhaps), (nil, .none, .gone),
      (nil, .blind, .unknown), (nil, .unasked, .unknown),
    ]
    var met: Set<Sighting.Presence> = []
    try each { sighting, first, below in
      let row = try #require(table.first { $0.tool == first.isActive && $0.below == below })
      let isUnseen = row.presence == .gone && !sighting.knowsRun
      #expect(sighting.presence == (isUnseen ? .unseen : row.presence), "\(first), \(below)")
      met.insert(sighting.presence)
    }
    #expect(met == Set(Sighting.Presence.allCases))
  }

  /// What a stop takes for proof: never less than the tool's word with nothing against it, or the end of a run that is known.
  @Test func aProofNeedsAWitnessAndNobodyAgainstIt() throws {
    try each { sighting, first, below in
      let isDenied = first.isActive == true || below == .process || below == .namesake
      let isSaid = first.isActive == false || below == .none && sighting.knowsRun
      #expect(sighting.isProvenOff == (isSaid && !isDenied), "\(first), \(below)")
      #expect(!sighting.isProvenOff || sighting.isRunning == false, "people are told the same")
      #expect(sighting.isRunning != false || sighting.isProvenOff, "\(first), \(below)")
    }
  }

  /// Nobody has left whose process is here; and none leaves but by the tool's word or the record's.
  @Test func aDepartureIsToldAndNotContradicted() throws {
    try each { sighting, first, below in
      let isTold = first == .off(.migrated) || sighting.record?.phase == .departed
      let isHere = first.isActive == true || below == .process || below == .namesake
      #expect(sighting.hasDeparted == (isTold && !isHere), "\(first), \(below)")
    }
  }
}
