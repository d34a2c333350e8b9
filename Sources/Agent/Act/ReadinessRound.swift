internal import Frameworks
public import Model
public import Platform

/// The looks of this node whether it could run the guests that the cluster keeps, one guest after the other.
///
/// A round is a process of its own, and so is each look, which storage that hangs may hold up: the cluster waits for neither.
public struct ReadinessRound: Sendable {
  private let identity: ResourceIdentity
  private let locations: Locations
  /// How long the next guest waits for one; a look that takes longer goes on beside.
  private static let patience = Duration.seconds(15)

  /// The rounds of a resource on this node.
  public init(_ identity: ResourceIdentity, locations: Locations = .current) {
    (self.identity, self.locations) = (identity, locations)
  }

  private var directory: String { "\(locations.run)/ready" }
  private var mark: String { "\(locations.run)/readiness" }

  // MARK: The resource on this node

  /// Whether this node is to look.
  public var isOn: Bool { Files.information(mark) != nil }

  /// Has this node look from now on. What the cluster was told before it knows no more.
  public func turnOn() throws(Failure) {
    forget()
    try Files.store(mark, [], inOurs: 0o700)
  }

  /// Has this node look no more.
  public func turnOff() throws(Failure) {
    do throws(SystemError) { try Files.remove(mark) } catch {
      throw Failure(.unwritable, mark, of: error)
    }
  }

  /// Forgets what the cluster was told: one that was started again has lost it.
  public func forget() {
    for name in told { try? Files.remove("\(directory)/\(name)") }
  }

  /// The guests of which something is on record.
  private var told: [String] {
    ((try? Files.list(directory)) ?? []).filter { !$0.hasSuffix(".lock") }
  }

  // MARK: A round

  /// Begins a round in a process of its own, and returns at once.
  public func begin(every interval: Int) throws(Failure) {
    do throws(SystemError) {
      _ = try Child(
        Command(
          Environment.ownProgram, words(of: identity) + ["--round", String(interval)],
          name: "guard_xvm"),
        standing: .session)
    } catch { throw Failure(.cannotRun, "guard_xvm", of: error) }
  }

  /// Has each guest looked at that is due; nothing where an earlier round is not over. Why it cannot is logged.
  public func run(every interval: Int) {
    do throws(Failure) { try lookAtAll(every: interval) } catch {
      ResourceLog(identity, method: "guard_xvm", locations: locations)
        .write(.warning, "the guests are not looked at: \(error.description)")
    }
  }

  private func lookAtAll(every interval: Int) throws(Failure) {
    let lock: FileLock
    do throws(Failure) {
      lock = try FileLock.take(
        "\(mark).lock", owner: FileLock.owner(doing: "round"), for: identity.resource,
        until: Clock.now)
    } catch {
      if error.code == .busy { return }
      throw error
    }
    let base = try PacemakerTools.informationBase(until: Clock.now + .seconds(20))
    let guests = base.guestsLookedAt
    for name in told where !guests.contains(where: { $0.id == name }) {
      try? Files.remove("\(directory)/\(name)")
    }
    for guest in guests where isDue(guest.id, every: interval) {
      try look(guest, every: interval)
    }
    lock.release()
  }

  private func isDue(_ guest: String, every interval: Int) -> Bool {
    guard let told = GuestMemory(guest, locations).told else { return true }
    let passed = Clock.now.sinceBoot.inMilliseconds - told.looked
    // The rounds come a little early or late.
    return passed < 0 || passed + 500 >= Int64(interval) * 1_000
  }

  /// One look, which finds in its environment what an action of the guest's own would.
  private func look(_ guest: XMLElement, every interval: Int) throws(Failure) {
    let whose = try ResourceIdentity(
      resource: guest.id, group: identity.group, type: "ocf:ohac:xvm")
    let child: Child
    do throws(SystemError) {
      child = try Child(
        Command(
          Environment.ownProgram, words(of: whose) + ["--ready", String(interval)],
          name: "guard_xvm",
          environment: Pacemaker.environment(of: guest, among: Environment.clean)),
        standing: .session)
    } catch { throw Failure(.cannotRun, "guard_xvm", of: error) }
    _ = child.wait(until: Clock.now + ReadinessRound.patience)
  }

  private func words(of identity: ResourceIdentity) -> [String] {
    ["-R", identity.resource, "-G", identity.group, "-T", identity.type]
  }
}
