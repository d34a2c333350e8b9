/// Whether the daemon can command a domain: virDomainControlInfo of libvirt-domain.h, remote_domain_get_control_info_ret of
/// remote_protocol.x.
struct WireControl: Equatable {
  /// virDomainControlState: 0 ready, 1 a job has it, 2 the emulator has not answered yet, 3 broken.
  let state: UInt32
  /// For how long that has been so, in milliseconds.
  let lasting: UInt64

  init(from decoder: inout XDRDecoder) throws(XDRError) {
    state = try decoder.unsigned()
    // What is broken, in detail: for a log of libvirt's own.
    _ = try decoder.unsigned()
    lasting = UInt64(try decoder.unsigned()) << 32 | UInt64(try decoder.unsigned())
  }

  /// What a person should know of it; nil while all is well, and for a command that was given a moment ago.
  var complaint: String? {
    let seconds = lasting / 1_000
    switch state {
    case 1 where seconds >= 5: return "a job has had the guest for \(seconds) s"
    case 2 where seconds >= 5: return "the emulator has not answered for \(seconds) s"
    case 3: return "libvirt cannot command the guest any more"
    default: return nil
    }
  }
}
