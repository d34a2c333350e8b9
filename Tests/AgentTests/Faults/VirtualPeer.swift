import Model
import Platform

@testable import Hypervisors

/// The other node in virtual time: what its tool has of the guest, and what becomes of a move there.
struct VirtualPeer: Sendable {
  /// What a move comes to when its time is over, as `move WORD` of the fault matrix has it.
  enum Ending: String {
    /// It is there and not here, and the tool says so.
    case arrives
    /// It was given up: the guest goes on here, and nothing is left there.
    case fails
    /// It was given up, and half a copy is left there.
    case half
    /// It was given up in its last moment: a copy stands still on either node.
    case stands
    /// The guest ran out of its machine on the way: nothing is left here, and what stands there was never let go on.
    case stranded
    /// All was sent, and the tool says that it failed.
    case lost
    /// The guest runs there, its copy stands still here, and the tool says that it failed.
    case unacknowledged
    /// It runs on both nodes, and the tool says that it failed.
    case doubles
    /// The tool says that it is there, and nothing was sent.
    case lies
    /// The tool says that it is there, and it is nowhere.
    case vanishes
    /// It is never over.
    case never
  }

  /// What it has of a guest of that name.
  var state = GuestState.absent
  /// How its tool behaves; and from when something of the guest has been sent, where that differs.
  var manner = ToolManner()
  var later: ToolManner?
  /// What its tool does not do: `destroy`, `resume`.
  var refused: Set<String> = []
  /// It has no room for another guest.
  var isFull = false
  /// How long a move takes, and what comes of it.
  var takes = Duration.seconds(4)
  var ending = Ending.arrives
  /// The tool takes the order to call a move off, and does nothing.
  var isUnstoppable = false
  /// When the move that goes on is over; nil when none goes on.
  var lands: Instant?
  /// What the tool says of the move that is over.
  var failure: Failure?

  /// Answers what a move asks of the other node.
  mutating func answer(_ words: [String]) -> RehearsalReply {
    let name = words.count > 1 ? words[1] : ""
    switch words[0] {
    case "state":
      return .done(GuestReport(name: name, state: state, identity: GuestIdentity()).words)
    case "room": return .done([isFull ? "no" : "yes"])
    case _ where refused.contains(words[0]):
      return .refused(Failure(.rehearsalRefused, name, cause: words[0]))
    case "destroy":
      state = .absent
      return .done([])
    case "resume":
      if state.isActive == true { state = .running }
      return .done([])
    default: return .refused(Failure(.rehearsalRequest, words[0]))
    }
  }
}
