internal import Model

/// What a row of `ldm list-domain -p` says of a guest, as our states.
///
/// Source: Toolstacks, ldm's states. UNVERIFIED: the spelling of every state but active, bound and inactive; a word that is not
/// known here is an unknown state, never a stopped guest.
enum DomainState {
  /// The state of a domain.
  static func state(of row: DomainListing.Row) -> GuestState {
    guard let flags = DomainFlags(row.flags) else {
      return .unknown("ldm showed flags '\(row.flags)'")
    }
    switch flags.migration {
    case .source: return .movingOut
    case .target: return .movingIn
    case .failed: return .unknown(failedMigration)
    case .none: break
    }
    switch row.state {
    case "active":
      // `ldm stop-domain` that gave up leaves the flag while the guest goes on shutting down.
      if flags.isOnItsWay { return .shuttingDown }
      switch flags.health {
      case .transition: return .booting
      case .normal, .degraded: return .running
      case .none: return .unknown("ldm showed an active domain with flags '\(row.flags)'")
      }
    case "bound", "inactive":
      // Nobody says why: a domain that was shut down from inside looks like one that was stopped.
      return flags.isOnItsWay ? .shuttingDown : .off(.unknown)
    case "starting": return .booting
    case "stopping": return .shuttingDown
    case "suspending", "suspended", "resuming": return .paused(.transition)
    default: return .unknown("ldm showed state '\(row.state)'")
    }
  }

  /// Neither running nor off may be read from this: the copy on the other machine may be the guest.
  static let failedMigration =
    "its migration ended in an error; if the guest runs on the target, remove it here, and if the target has none, "
    + "'ldm cancel-operation migration' restores it here"
}
