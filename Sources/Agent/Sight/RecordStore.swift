public import Model
public import Platform

/// Where run record, lock and guards of one resource lie.
public struct RecordStore: Sendable {
  private let directory: String
  private let resource: String
  let memory: GuestMemory
  let locations: Locations

  public init(_ identity: ResourceIdentity, locations: Locations = .current) {
    directory = locations.run
    self.locations = locations
    resource = identity.resource
    memory = GuestMemory(identity.resource, locations)
  }

  /// The file of the run record.
  public var path: String { "\(directory)/records/\(resource)" }
  /// The file of the lock that serialises start and stop.
  var lockPath: String { "\(directory)/locks/\(resource)" }
  /// The directory in which the guards of the guest are on roll.
  var guardDirectory: String { "\(directory)/guards/\(resource)" }

  /// The record of this boot; nil when there is none.
  ///
  /// A record of another boot describes a guest that ended with that boot: it is none.
  ///
  /// - Parameter boot: the present boot; with nil it cannot be known of which boot a record is.
  public func load(in boot: String? = Environment.bootIdentifier) throws(Failure) -> RunRecord? {
    let bytes: [UInt8]
    do {
      bytes = try Files.read(path, limit: 1 << 20, trusted: true)
    } catch {
      if error.isMissing { return nil }
      throw Failure(.unreadable, path, of: error)
    }
    let record = try RunRecord(try ConfigurationTable(parsing: bytes, name: path), name: path)
    guard let boot else {
      throw Failure(.unreadable, Environment.bootFile, cause: "it tells of which boot \(path) is")
    }
    return record.bootIdentifier == boot ? record : nil
  }

  /// Replaces the record; `Charge` alone does.
  func save(_ record: RunRecord) throws(Failure) {
    if record.bootIdentifier.isEmpty {
      throw Failure(.unreadable, Environment.bootFile, cause: "\(path) has to name the boot")
    }
    try Files.store(path, try record.table().serialized(), inOurs: 0o700)
  }

  /// Removes the record; `Charge` alone does.
  func remove() throws(Failure) {
    Files.sweep(path)
    do {
      try Files.remove(path)
    } catch { throw Failure(.unwritable, path, of: error) }
  }

  /// Takes the lock that serialises the methods of this resource.
  ///
  /// - Throws: `.busy` when another call holds it for too long, else why it cannot be taken.
  public func lock(_ method: String, until deadline: Instant) throws(Failure) -> FileLock {
    try FileLock.take(
      lockPath, owner: FileLock.owner(doing: method), for: resource, until: deadline)
  }

  /// Whether this method holds the lock now.
  func isLocked(by method: String) -> Bool {
    FileLock.holder(of: lockPath)?.hasPrefix("\(method), ") == true
  }

  /// Does `body` with the lock held, and gives the lock up whatever comes of it.
  func locked<Result>(
    _ method: String, until deadline: Instant, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let lock = try lock(method, until: deadline)
    do throws(Failure) {
      let result = try body()
      lock.release()
      return result
    } catch {
      lock.release()
      throw error
    }
  }
}
