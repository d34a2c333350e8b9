public import Model
public import Platform

/// Configuration tables in a directory, one file a table.
///
/// Readers take no lock: a file is replaced at once, so they see the old table or the new one. Writers take one lock for the
/// whole directory, which ends with its process, and each change counts the generation on.
public struct TableStore: Equatable, Sendable {
  /// Where the tables lie.
  public let directory: String

  /// The store in a directory.
  public init(directory: String = Locations.current.tables) {
    self.directory = directory
  }

  /// A table's file as it was found.
  public struct Reading: Sendable {
    /// What could be read of it.
    public let table: ConfigurationTable
    /// What was wrong with it; empty for a table that may be used.
    public let problems: [Failure]
  }

  /// The names of the tables, sorted; none when there is no directory.
  public func names() throws(Failure) -> [String] {
    do {
      return try Files.list(directory).filter { !$0.hasPrefix(".") }
    } catch {
      if error.isMissing { return [] }
      throw Failure(.unreadable, directory, of: error)
    }
  }

  /// The file of a table.
  public func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// Says that there is no table of this name.
  public func missing(_ name: String) -> Failure {
    Failure(.noTable, path(name)).naming(["TABLE": name])
  }

  /// A table that is sound.
  ///
  /// - Throws: `.noTable`, `.unreadable`, `.malformed` or `.checksum`.
  public func read(_ name: String) throws(Failure) -> ConfigurationTable {
    try ConfigurationTable(parsing: bytes(name), name: path(name))
  }

  /// What can be read of a table that may be damaged, for tools that show or repair it.
  public func inspect(_ name: String) throws(Failure) -> Reading {
    let (table, problems) = ConfigurationTable.readLeniently(try bytes(name), name: path(name))
    return Reading(table: table, problems: problems)
  }

  /// Whether there is a table of this name, sound or not.
  public func holds(_ name: String) -> Bool { Files.information(path(name)) != nil }

  private func bytes(_ name: String) throws(Failure) -> [UInt8] {
    try TableStore.check(name)
    do {
      return try Files.read(path(name), limit: ConfigurationTable.maximumSize, trusted: true)
    } catch {
      if error.isMissing { throw missing(name) }
      throw Failure(.unreadable, path(name), of: error)
    }
  }

  /// Names are parts of paths: no slash, no leading dot.
  static func check(_ name: String) throws(Failure) {
    _ = try ResourceIdentity(resource: name, group: name)
  }

  /// Changes a table and returns it as it is then; a change that changes nothing writes nothing.
  ///
  /// What `change` throws leaves the table as it was.
  @discardableResult
  public func update(
    _ name: String, until deadline: Instant,
    _ change: (inout ConfigurationTable) throws(Failure) -> Void
  ) throws(Failure) -> ConfigurationTable {
    try withLock(name, until: deadline) { () throws(Failure) in
      let old = try read(name)
      var new = old
      try change(&new)
      guard new != old else { return old }
      new.generation = try TableStore.next(after: old.generation)
      try write(new, name)
      return new
    }
  }

  /// Changes a table that is there while it holds a line: it is made with the first one and removed with the last.
  public func updateOrMake(
    _ name: String, until deadline: Instant,
    _ change: (inout ConfigurationTable) throws(Failure) -> Void
  ) throws(Failure) {
    try withLock(name, until: deadline) { () throws(Failure) in
      let old = holds(name) ? try read(name) : nil
      var new = old ?? ConfigurationTable()
      try change(&new)
      if new.entries.isEmpty {
        if old != nil { try erase(name) }
      } else if new != old {
        new.generation =
          try old.map { table throws(Failure) in
            try TableStore.next(after: table.generation)
          } ?? 0
        try write(new, name)
      }
    }
  }

  /// Makes an empty table, or one that holds the lines of `content`.
  public func create(
    _ name: String, content: ConfigurationTable = ConfigurationTable(), until deadline: Instant
  ) throws(Failure) {
    try withLock(name, until: deadline) { () throws(Failure) in
      if holds(name) { throw Failure(.tableExists, path(name)) }
      var table = content
      table.generation = 0
      try write(table, name)
    }
  }

  /// Gives a table the lines of another one, whatever it held, sound or not; one that is not there is made.
  ///
  /// - Returns: whether anything changed.
  @discardableResult
  public func replace(
    _ name: String, with content: ConfigurationTable, until deadline: Instant
  ) throws(Failure) -> Bool {
    try withLock(name, until: deadline) { () throws(Failure) in
      let old = holds(name) ? try inspect(name) : nil
      if let old, old.problems.isEmpty, old.table.entries == content.entries { return false }
      var table = content
      table.generation =
        try old.map { reading throws(Failure) in
          try TableStore.next(after: reading.table.generation)
        } ?? 0
      try write(table, name)
      return true
    }
  }

  /// Removes a table, sound or not.
  public func remove(_ name: String, until deadline: Instant) throws(Failure) {
    try withLock(name, until: deadline) { () throws(Failure) in
      guard holds(name) else { throw missing(name) }
      try erase(name)
    }
  }

  private func erase(_ name: String) throws(Failure) {
    do throws(SystemError) { try Files.remove(path(name), lastingly: true) } catch {
      throw Failure(.unwritable, path(name), of: error)
    }
  }

  private static func next(after generation: Int) throws(Failure) -> Int {
    // A file from other hands may hold any number; negative ones have a meaning on real clusters that is not known.
    guard generation < Int.max else {
      throw Failure(.malformed, "ccr_gennum", cause: "\(generation) cannot be counted on")
    }
    return max(0, generation + 1)
  }

  private func write(_ table: ConfigurationTable, _ name: String) throws(Failure) {
    let bytes = table.serialized()
    guard bytes.count <= ConfigurationTable.maximumSize else {
      throw Failure(
        .badValue, path(name),
        cause: "a table has at most \(ConfigurationTable.maximumSize >> 20) MB")
    }
    try Files.store(path(name), bytes)
  }

  private func withLock<Result>(
    _ name: String, until deadline: Instant, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try TableStore.check(name)
    let owner = "process \(Environment.processIdentifier), table \(name)"
    let lock = try FileLock.take(
      "\(directory)/.lock", owner: owner, for: directory, directoryMode: 0o755, until: deadline)
    sweep(name)
    let result = try body()
    lock.release()
    return result
  }

  /// Removes what a writer left that was killed while it wrote: the holder of the lock is the only writer.
  private func sweep(_ name: String) {
    for file in (try? Files.list(directory)) ?? []
    where file.hasPrefix(".\(name).") && file.hasSuffix(".new") {
      try? Files.remove("\(directory)/\(file)")
    }
  }
}
