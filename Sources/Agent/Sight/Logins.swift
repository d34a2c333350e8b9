internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// Whether this node can log in to the others, which a move from here takes.
///
/// Each node is tried once in an interval, by whichever look of whichever guest comes first when it is due; what was found is kept for
/// all guests of the same toolstack and transport. When a node is due differs from node to node, so that they do not try all at once.
struct Logins {
  private let context: MethodContext
  private let interval: Duration

  init(_ context: MethodContext, every interval: Duration) {
    (self.context, self.interval) = (context, interval)
  }

  /// What is on record of a node.
  private struct Trial {
    /// When it was tried, in milliseconds of this boot's clock.
    var time: Int64
    /// Whether it failed.
    var hasFailed: Bool
  }

  /// Tries the nodes that are due, for as long as there is time.
  ///
  /// - Returns: the nodes to which there is no log-in, as far as is known.
  func renew() -> [String] {
    let interconnect = Interconnect(context)
    // A node that has left the cluster is missed by others.
    let targets =
      context.framework.knowsPlacement ? interconnect.members() : interconnect.neighbours()
    var known = trials.filter { name, _ in targets.contains { $0.node == name } }
    let now = Clock.now.sinceBoot.inMilliseconds
    let pause = max(1, interval.inMilliseconds)
    for target in targets where known[target.node] == nil {
      let word = "\(Environment.nodeName) \(target.node)"
      known[target.node] = Trial(time: now - Int64(Logins.hash(word)) % pause, hasFailed: false)
    }
    let due = targets.filter { target in
      known[target.node].map { now - $0.time >= pause || $0.time > now } ?? false
    }
    keep(known)
    for target in due {
      let end = context.deadline(.seconds(5), before: context.budget.mark(percent: 50))
      guard end > Clock.now + .seconds(1), let peer = context.driver.mover?.peer(at: target) else {
        break
      }
      // Another look leaves it alone meanwhile.
      known[target.node]?.time = now
      keep(known)
      known[target.node]?.hasFailed = peer.observe(context.guest, until: end).state.isActive == nil
      keep(known)
    }
    return targets.map(\.node).filter { known[$0]?.hasFailed == true }
  }

  // MARK: The record

  private var path: String {
    let transport = context.configuration.values.text(.migrationTransport)
    return
      "\(context.store.locations.run)/logins/\(context.driver.hypervisor.rawValue)-\(Logins.hash(transport))"
  }

  private var trials: [String: Trial] {
    guard let bytes = try? Files.read(path, limit: 1 << 16, trusted: true) else { return [:] }
    return Logins.read(bytes).mapValues { Trial(time: $0.time, hasFailed: $0.hasFailed) }
  }

  /// Reads a line `NODE TIME 0|1` a node; what is none is left out.
  static func read(_ bytes: [UInt8]) -> [String: (time: Int64, hasFailed: Bool)] {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.reduce(into: [:]) { known, line in
      let parts = line.split(separator: "\t").map(String.init)
      guard parts.count == 3, MoveTarget.isName(parts[0]), let time = Int64(outside: parts[1]),
        ["0", "1"].contains(parts[2])
      else { return }
      known[parts[0]] = (time, parts[2] == "1")
    }
  }

  private func keep(_ trials: [String: Trial]) {
    let lines = trials.sorted { $0.key < $1.key }.map {
      "\($0.key)\t\($0.value.time)\t\($0.value.hasFailed ? 1 : 0)\n"
    }
    try? Files.store(path, Array(lines.joined().utf8), inOurs: 0o700)
  }

  /// FNV-1a, of 32 bits.
  private static func hash(_ text: String) -> UInt32 {
    text.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }
}
