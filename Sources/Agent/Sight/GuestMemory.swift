internal import Model
internal import Platform

/// What is kept of a guest beyond one call: how it was last seen by a probe, how long its stops
/// took, and a definition that counts no more.
struct GuestMemory {
  private let resource: String
  private let locations: Locations

  init(_ resource: String, _ locations: Locations) {
    (self.resource, self.locations) = (resource, locations)
  }

  // MARK: How it was last seen

  /// A note for the next probe, gone at reboot. There is none while the guest is well, so that a healthy probe looks once and
  /// writes nothing.
  private var notePath: String { "\(locations.run)/seen/\(resource)" }

  /// The word that a start leaves: the next probe is the first of this run.
  static let started = "started"

  /// The word that a guard leaves which has seen the guest's process end, while the tool has it run: the next probe is to ask the
  /// second witness as well.
  static let doubted = "doubted"

  /// What the last probe put down, that the guest was started since, or that it is doubted; nil when all was well.
  var note: String? {
    guard let bytes = try? Files.read(notePath, limit: 4_096, trusted: true) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Leaves a note for the next probe, or none.
  func leave(note: String?) {
    guard let note else {
      try? Files.remove(notePath)
      return
    }
    guard (try? Trust.prepareDirectory(Files.parent(of: notePath), mode: 0o700)) != nil else {
      return
    }
    try? Files.replace(notePath, with: Array(note.utf8))
  }

  // MARK: What was learnt

  private var learntPath: String { "\(locations.learnt)/\(resource)" }

  /// How long the stops of this guest took; nothing of another guest, and nothing that was damaged.
  func learnt(of domain: String) -> LearntTimes {
    guard let bytes = try? Files.read(learntPath, limit: 1 << 16, trusted: true),
      let table = try? ConfigurationTable(parsing: bytes, name: learntPath),
      let times = LearntTimes(table), times.domain == domain
    else { return LearntTimes(domain: domain) }
    return times
  }

  /// Keeps what a stop has taught.
  func keep(_ times: LearntTimes) throws(Failure) {
    let content = try times.table().serialized()
    do throws(SystemError) {
      try Trust.prepareDirectory(Files.parent(of: learntPath), mode: 0o750)
      try Files.replace(learntPath, with: content)
    } catch { throw Failure(.unwritable, learntPath, of: error) }
  }

  // MARK: What was replaced

  /// Puts a definition aside that another one takes the place of; the file, which only root can read, as it may hold passwords.
  func putAside(_ definition: [UInt8]) throws(Failure) -> String {
    let path = "\(locations.replaced)/\(resource).xml"
    do throws(SystemError) {
      try Trust.prepareDirectory(locations.replaced, mode: 0o700)
      try Files.replace(path, with: definition)
    } catch { throw Failure(.unwritable, path, of: error) }
    return path
  }
}
