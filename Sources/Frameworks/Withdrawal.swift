public import Model
public import Platform

/// A note to the service engine that a service has gone elsewhere: when its processes end, that is no death.
///
/// It is written by the process that knows, and read and removed by the engine; it names no kind of service.
public struct Withdrawal: Sendable {
  private let path: String

  /// The note about a resource.
  public init(_ identity: ResourceIdentity, locations: Locations = .current) {
    path = "\(locations.services)/\(identity.group)/\(identity.resource)/withdrawn"
  }

  /// Leaves the note; whether it lies there.
  public func write(_ reason: String) -> Bool {
    (try? Files.replace(path, with: Array(reason.utf8))) != nil
  }

  /// Where the service went, if there is a note; the note is gone afterwards.
  public func take() -> String? {
    guard let bytes = try? Files.read(path, limit: 4_096, trusted: true) else { return nil }
    try? Files.remove(path)
    return String(decoding: bytes, as: UTF8.self)
  }
}
