internal import Model
internal import Platform

/// The daemon asked by its own protocol what a guest is: no child process, and an error number where virsh has words.
struct WireWitness {
  private let uri: String
  private static let name = "libvirt daemon"

  init(uri: String) {
    self.uri = uri
  }

  /// What the daemon says of the guest; nil when it cannot be asked this way and virsh is to be.
  func observe(_ guest: Guest, until deadline: Instant) -> Observation? {
    guard let path = WireSocket.existing(uri) else { return nil }
    do throws(WireError) {
      var connection = try WireConnection(path: path, until: deadline)
      try connection.open(uri)
      let domain = try WireWitness.find(guest, &connection)
      let (state, reason) = try connection.state(domain)
      connection.close()
      let decoded = WireState.decode(state, reason)
      return Observation(
        decoded, by: WireWitness.name, "\(decoded)",
        GuestIdentity(
          uuid: domain.uuidText, domainID: domain.number < 0 ? "" : String(domain.number)))
    } catch {
      return WireWitness.observation(of: error)
    }
  }

  /// The domain of that name. One that is gone by its name may be there under another: then its UUID finds it.
  static func find(_ guest: Guest, _ connection: inout WireConnection) throws(WireError)
    -> WireDomain
  {
    do throws(WireError) { return try connection.lookUp(guest.name) } catch {
      guard case .refused(WireError.noDomain, _) = error, let known = WireDomain(guest) else {
        throw error
      }
      return try connection.lookUp(uuid: known.uuid)
    }
  }

  /// What the daemon answers to one question about the guest.
  func answer<Answer>(
    of guest: Guest, until deadline: Instant,
    _ question: (inout WireConnection, WireDomain) throws(WireError) -> Answer
  ) throws(WireError) -> Answer {
    guard let path = WireSocket.existing(uri) else {
      throw .unavailable("no socket of it is on this machine")
    }
    var connection = try WireConnection(path: path, until: deadline)
    try connection.open(uri)
    let answer = try question(&connection, WireWitness.find(guest, &connection))
    connection.close()
    return answer
  }

  /// The same; nil when it gives no answer this way.
  func ask<Answer>(
    of guest: Guest, until deadline: Instant,
    _ question: (inout WireConnection, WireDomain) throws(WireError) -> Answer
  ) -> Answer? {
    do throws(WireError) { return try answer(of: guest, until: deadline, question) } catch {
      return nil
    }
  }

  /// What an error tells of the guest: that there is none, nothing, or that virsh may know more (nil).
  static func observation(of error: WireError) -> Observation? {
    switch error {
    case .unavailable:
      return nil
    case .refused(WireError.noDomain, let words):
      return Observation(.absent, by: name, words)
    case .refused, .silent:
      return Observation(unknown: error.words, by: name)
    }
  }
}
