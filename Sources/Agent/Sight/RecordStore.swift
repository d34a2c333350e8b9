public import Model
public import Platform

/// Where run records, locks and the probe's memory of one resource lie.
public struct RecordStore: Sendable {
  private let directory: String
  private let resource: String
  /// What is kept of the guest beyond one call.
  let memory: GuestMemory

  /// The store of a resource; names of resources are unique in a cluster.
  public init(_ identity: ResourceIdentity, locations: Locations = .current) {
    directory = locations.run
    resource = identity.resource
    memory = GuestMemory(identity.resource, locations)
  }

  /// The file of the run record.
  public var path: String { "\(directory)/records/\(resource)" }
  /// The file of the lock that serialises start and stop.
  var lockPath: String { "\(directory)/locks/\(resource)" }
  /// The directory in which the guards of the guest are on roll.
  var guardDirectory: String { "\(directory)/guards/\(resource)" }
  private var transitionPath: String { "\(directory)/transitions/\(resource)" }
  private var partialsPath: String { "\(directory)/partials/\(resource)" }

  /// The record of this boot; nil when there is none.
  ///
  /// A record of another boot describes a guest that ended with that boot: it is none.
  public func load() throws(Failure) -> RunRecord? {
    let bytes: [UInt8]
    do {
      bytes = try Files.read(path, limit: 1 << 20, trusted: true)
    } catch {
      if error.isMissing { return nil }
      throw Failure(.unreadable, path, of: error)
    }
    let record = try RunRecord(try ConfigurationTable(parsing: bytes, name: path), name: path)
    return record.bootIdentifier == Environment.bootIdentifier ? record : nil
  }

  /// Replaces the record; `Charge` alone does.
  func save(_ record: RunRecord) throws(Failure) {
    let content = try record.table().serialized()
    do {
      try Trust.prepareDirectory(Files.parent(of: path), mode: 0o700)
      try Files.replace(path, with: content)
    } catch { throw Failure(.unwritable, path, of: error) }
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

  /// For how long the guest has been seen in a state that should pass by itself; called at every probe that sees one.
  func transitionLasts(_ state: String, now: Instant) -> Duration {
    let line = (try? Files.read(transitionPath, limit: 256, trusted: true)).map {
      String(decoding: $0, as: UTF8.self)
    }
    let parts = (line ?? "").split(separator: "\t").map(String.init)
    if parts.count == 2, parts[0] == state, let began = Int64(outside: parts[1]) {
      return now.sinceBoot - .milliseconds(began)
    }
    guard (try? Trust.prepareDirectory(Files.parent(of: transitionPath), mode: 0o700)) != nil else {
      return .zero
    }
    try? Files.replace(
      transitionPath, with: Array("\(state)\t\(now.sinceBoot.inMilliseconds)".utf8))
    return .zero
  }

  /// Puts a partial failure of this weight on record; the sum of those that `window` still holds.
  func partialSum(adding weight: Int, within window: Duration, now: Instant) -> Int {
    let bytes = (try? Files.read(partialsPath, limit: 1 << 16, trusted: true)) ?? []
    let present = now.sinceBoot.inMilliseconds
    let first = present - window.inMilliseconds
    let failures =
      RecordStore.partials(in: bytes, after: first, until: present) + [(present, weight)]
    let text = failures.map { "\($0.at)\t\($0.weight)\n" }.joined()
    if (try? Trust.prepareDirectory(Files.parent(of: partialsPath), mode: 0o700)) != nil {
      try? Files.replace(partialsPath, with: Array(text.utf8))
    }
    return failures.reduce(0) { $0 + $1.weight }
  }

  /// The partial failures in a file that are of a window of time, in milliseconds of this boot's clock.
  static func partials(in bytes: [UInt8], after first: Int64, until present: Int64)
    -> [(at: Int64, weight: Int)]
  {
    let failures = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap {
      line in
      let parts = line.split(separator: "\t")
      return parts.count == 2
        ? Int64(outside: parts[0]).flatMap { at in
          Int(outside: parts[1]).map { (at: at, weight: $0) }
        } : nil
    }
    // A time that has not come yet is of another boot; a weight that no failure has would overflow a sum.
    return failures.filter {
      $0.at > first && $0.at <= present && (0...100).contains($0.weight)
    }
  }

  /// Forgets the partial failures of an earlier run.
  func endPartials() { try? Files.remove(partialsPath) }

  /// Forgets a transition; called when a probe sees the guest in a lasting state. Costs a look when there is none.
  func endTransition() {
    if Files.information(transitionPath) != nil { try? Files.remove(transitionPath) }
  }
}
