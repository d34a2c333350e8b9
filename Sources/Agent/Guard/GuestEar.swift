internal import Hypervisors
internal import Model
internal import Platform

/// What a watch hears from a toolstack that tells of the guest by itself, and nothing from any other.
///
/// A class, because what was heard once stays heard.
final class GuestEar {
  private let news: (any GuestNews)?
  private let log: ResourceLog
  private var isDeaf = false
  /// Whether the toolstack has told that the guest left this node.
  private(set) var heardOfDeparture = false

  /// Listens to `news`; where there are none, of the toolstack of that name, the log says once how a death is seen then.
  init(_ news: (any GuestNews)?, of toolstack: String, _ log: ResourceLog) {
    (self.news, self.log) = (news, log)
    if news == nil {
      log.write(
        .notice,
        "no events can be had from \(toolstack): the guest's process is watched, or its tool asked "
          + "every Guard_interval where none is known")
    }
  }

  /// What to wait for; empty while there is nobody to listen to.
  var interests: [Poll.Interest] { news?.handle.map { [.readable($0)] } ?? [] }

  /// When to read even if nothing has come.
  var due: Instant? { news?.due }

  /// Takes what has come; whether the guest is to be looked at.
  func read() -> Bool {
    guard let news else { return false }
    let tiding = news.read()
    if tiding == .departure { heardOfDeparture = true }
    tellOfDeafness(news.complaint)
    return tiding != nil
  }

  /// Listens for a little while to what is about to be told; not at all where nothing would be.
  func listen(until deadline: Instant) {
    while !heardOfDeparture, !interests.isEmpty, Clock.now < deadline {
      if Poll.wait(interests, until: deadline) != nil { _ = read() }
    }
  }

  /// The guest is here again.
  func forgetDeparture() { heardOfDeparture = false }

  private func tellOfDeafness(_ complaint: String?) {
    guard (complaint != nil) != isDeaf else { return }
    isDeaf = complaint != nil
    if let complaint {
      log.write(
        .notice, "no events from the hypervisor (\(complaint)): watching the guest's process alone")
    } else {
      log.write(.notice, "events come from the hypervisor again")
    }
  }
}
