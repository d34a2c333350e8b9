internal import Model
internal import Platform

/// The second witness where a guest is a process of this machine: what the list of processes says of it, without the tool.
///
/// That none is found proves something only where it could have been found.
struct ProcessWitness: Sendable {
  /// A process that plays a guest.
  struct Player: Equatable, Sendable {
    let process: ProcessIdentity
    let name, uuid: String
  }

  /// What a search has found.
  enum Finding: Equatable {
    case own(Player)
    /// One that bears its name and another UUID, or of which nothing else is known to be the guest's: the guest, defined otherwise
    /// since, or a stranger.
    case namesake(Player)
    /// None, of those that could be looked at; and why one of them could not.
    case none(unread: SystemError?)
  }

  /// Where the toolstack's daemon listens, whose children the guests' processes are.
  let door: @Sendable () -> String?
  /// Whether a guest can be given another name, so that its UUID alone tells it.
  var renames = true
  /// How much of the machine's processes is seen.
  var sight: @Sendable () -> ProcessSight = { Processes.sight }
  /// The guest that a process with these arguments plays; nil for any other process.
  let played: @Sendable ([String]) -> (name: String, uuid: String)?

  /// Running, absent or unknown. A paused guest has a process too, so running means here: it is there. With unknown, the
  /// identity is that of a process that bears the guest's name.
  func observe(_ guest: Guest) -> Observation {
    switch search(guest) {
    case .own(let player):
      return Observation(
        .running, by: "process \(player.process.pid)", "lives", identity(of: player))
    case .namesake(let player):
      let words =
        "bears the name \(player.name) and the UUID \(player.uuid), "
        + (guest.identity.uuid.isEmpty
          ? "and which one the guest has is not known" : "which is another one")
      return Observation(
        .unknown("process \(player.process.pid) \(words)"),
        by: "process \(player.process.pid)", words, identity(of: player))
    case .none(let unread):
      let blindness = unread.map { "a part of it cannot be read: \($0)" } ?? blindness(to: guest)
      if let blindness { return Observation(unknown: blindness, by: "process list") }
      return Observation(.absent, by: "process list", "no process of this guest")
    }
  }

  /// The guest's own process: the one that is on record if it lives, else the one whose arguments bear the guest's UUID, since it
  /// may have been started again meanwhile. A name alone makes no process the guest's: a stop that went by it could end a
  /// stranger's.
  func search(_ guest: Guest) -> Finding {
    if let recorded = recorded(guest) { return .own(recorded) }
    var namesake: Player?
    var unread: SystemError?
    do throws(SystemError) {
      for pid in try Processes.list() {
        do throws(SystemError) {
          guard let player = try player(pid) else { continue }
          if isOwn(player, guest) { return .own(player) }
          if player.name == guest.name { namesake = player }
        } catch {
          if !error.isMissing { unread = error }
        }
      }
    } catch { unread = error }
    return namesake.map { .namesake($0) } ?? .none(unread: unread)
  }

  /// What a process plays, if it lives.
  func player(_ pid: Int32) throws(SystemError) -> Player? {
    let arguments = try Processes.commandLine(pid)
    // The identity is read between two looks at the arguments, so that all is of one process.
    guard let (name, uuid) = played(arguments), let process = Processes.identity(pid),
      try Processes.commandLine(pid) == arguments
    else { return nil }
    return Player(process: process, name: name, uuid: uuid)
  }

  private func recorded(_ guest: Guest) -> Player? {
    let process = ProcessIdentity(pid: guest.identity.pid, startTime: guest.identity.startTime)
    guard process.pid > 0, Processes.isAlive(process) else { return nil }
    let arguments = Processes.arguments(process.pid)
    // One that is ending has given up its memory, and its arguments with it, and may hold its disks still.
    guard let (name, uuid) = played(arguments) else {
      return arguments.isEmpty
        ? Player(process: process, name: guest.name, uuid: guest.identity.uuid) : nil
    }
    let player = Player(process: process, name: name, uuid: uuid)
    // Its number and start time tell this run, where its UUID was never known.
    let isKnown = guest.identity.uuid.isEmpty ? name == guest.name : isOwn(player, guest)
    return isKnown ? player : nil
  }

  private func isOwn(_ player: Player, _ guest: Guest) -> Bool {
    guard !guest.identity.uuid.isEmpty, player.uuid == guest.identity.uuid else { return false }
    return renames || player.name == guest.name
  }

  /// A player as it is put on record, with the name space that its number is of.
  func identity(of player: Player) -> GuestIdentity {
    GuestIdentity(
      uuid: player.uuid, pid: player.process.pid, startTime: player.process.startTime,
      processSpace: Processes.space ?? 0)
  }

  /// Why a process of the guest could live unseen; nil where it could not.
  ///
  /// In a container the guests may run outside of it. They do not where the guest's own process was seen from here, or where
  /// the daemon that they are children of is one of ours.
  private func blindness(to guest: Guest) -> String? {
    switch sight() {
    case .machine: return nil
    case .blind(let cause): return cause
    case .space(let number):
      let wasSeen = guest.identity.processSpace == number
      if wasSeen || door().map({ LocalStream.isListenerSeen(at: $0) }) == true { return nil }
      return "it is of a name space that the guest's process need not be in"
    }
  }
}
