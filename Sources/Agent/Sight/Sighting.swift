public import Hypervisors
public import Model

/// What is known of a guest at one look: what is on record, what its management tool says, and what lies below the tool says.
///
/// What follows from the two witnesses stands in `presence`, and nowhere else (house rules 4 and 11). On a whiteboard, with what
/// is seen below the tool in the columns:
///
/// | the tool says | its process | one of its name | none | it is blind | not asked |
/// |---|---|---|---|---|---|
/// | that it is there | here | here | doubted | here | here |
/// | that it is off, or not known | disputed | disputed | off | off | off |
/// | nothing | hereBelow | perhaps | gone, or unseen | unknown | unknown |
public struct Sighting: Equatable, Sendable {
  public var first: Observation
  /// What lies below it says: the second witness; nil where there is none, and where it was not asked.
  public var below: Observation?
  /// What is on record; nil when nothing is.
  public var record: RunRecord?
  /// Whether the second witness knew which run of the guest to look for; else that it sees none proves nothing by itself.
  public var knowsRun: Bool

  public init(
    _ first: Observation, below: Observation? = nil, of guest: Guest, record: RunRecord? = nil
  ) {
    (self.first, self.below, self.record) = (first, below, record)
    knowsRun = guest.identity.pid > 0 || !guest.identity.uuid.isEmpty
  }

  /// Where the guest is, as far as two witnesses tell.
  public enum Presence: Equatable, Sendable, CaseIterable {
    /// It is here, by the tool's word.
    case here
    /// The tool has it here, and no process of it is seen.
    case doubted
    /// It is here, by its process; the tool says nothing.
    case hereBelow
    /// A process bears its name; whether it is the guest's nobody tells.
    case perhaps
    /// It is off, and nothing speaks against that.
    case off
    /// The tool has it off, and a process lives that is the guest's or bears its name.
    case disputed
    /// The tool says nothing, and the run that is known has ended.
    case gone
    /// The tool says nothing, and no process of it is seen by one who does not know which run to look for.
    case unseen
    case unknown
  }

  /// Where the guest is, as far as the two witnesses tell.
  public var presence: Presence {
    let isBelow = below.map { $0.showsLife ? true : $0.state.isActive }
    switch (first.state.isActive, isBelow) {
    case (true?, .some(false)): return .doubted
    case (true?, _): return .here
    case (false?, .some(true)): return .disputed
    case (false?, _): return .off
    case (nil, .some(true)): return below?.state == .running ? .hereBelow : .perhaps
    case (nil, .some(false)): return knowsRun ? .gone : .unseen
    case (nil, _): return .unknown
    }
  }

  /// Whether the guest is off for certain.
  public var isProvenOff: Bool { presence == .off || presence == .gone }

  /// Whether the guest runs: yes, no, or nil when that is not known.
  public var isRunning: Bool? {
    switch presence {
    case .here, .doubted, .hereBelow: true
    case .off, .gone: false
    case .disputed, .perhaps, .unseen, .unknown: nil
    }
  }

  /// Whether the guest is not here because it went to another node while it ran: by the tool's word or by the record, and where no
  /// process speaks against it.
  public var hasDeparted: Bool {
    switch presence {
    case .here, .doubted, .hereBelow, .perhaps, .disputed: false
    case .off, .gone, .unseen, .unknown:
      first.state == .off(.migrated) || record?.phase == .departed
    }
  }

  /// What the witnesses said, in one line.
  public var reason: String {
    [first.reason, below?.reason ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
  }
}
