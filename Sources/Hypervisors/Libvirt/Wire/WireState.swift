internal import Model

/// The numbers of virDomainState and its reasons, as our states: libvirt-domain.h of libvirt 9.0.
enum WireState {
  /// The state that a pair of numbers means; one that is not known there is unknown.
  static func decode(_ state: Int32, _ reason: Int32) -> GuestState {
    switch state {
    // A part of its memory is on the other node yet.
    case 1 where reason == 10: .movingIn
    // Of a post-copy migration that failed, the processors wait for memory that comes no more.
    case 1 where reason == 11: .paused(.postcopyFailed)
    case 1, 2: .running
    case 3: .paused(pauseCauses[reason] ?? .unknown)
    case 4: .shuttingDown
    case 5: .off(offCauses[reason] ?? .unknown)
    case 6: .crashed
    case 7: .paused(.suspendedByGuest)
    default: .unknown("libvirt said state \(state), reason \(reason)")
    }
  }

  /// virDomainPausedReason.
  private static let pauseCauses: [Int32: PauseCause] = [
    1: .byOperator, 2: .transition, 3: .transition, 4: .transition, 5: .ioError, 6: .watchdog,
    7: .transition, 8: .transition, 9: .transition, 10: .crashed, 11: .transition, 12: .postcopy,
    13: .postcopyFailed,
  ]

  /// virDomainShutoffReason.
  private static let offCauses: [Int32: OffCause] = [
    1: .shutdown, 2: .destroyed, 3: .crashed, 4: .migrated, 5: .saved, 6: .failed, 7: .unknown,
    8: .unknown,
  ]
}
