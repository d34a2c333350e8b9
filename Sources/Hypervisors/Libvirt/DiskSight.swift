internal import Model
internal import Platform

/// Whether another node sees the files and devices that a guest's disks are, asked of its daemon.
///
/// A daemon only tells of files that lie in a storage pool, so a transient pool of the directory is made where there is none
/// and dissolved at once; that touches no file.
struct DiskSight {
  /// What a node says of one path.
  enum Sight: Equatable {
    case seen
    /// A listing of its directory, or of one above, is there and lacks it.
    case missing(String)
    case untold(String)
  }

  private let peer: LibvirtDriver

  init(_ peer: LibvirtDriver) {
    self.peer = peer
  }

  /// What the node says of each of these paths.
  func look(at paths: [String], until deadline: Instant) throws(Failure) -> [Sight] {
    if paths.isEmpty { return [] }
    var questions = LibvirtQuestions()
    for path in paths { _ = questions.add("vol-key", "--vol", path) }
    let keys = try questions.ask(peer, until: deadline) ?? paths.map { _ in "" }
    var sights: [Sight] = []
    for (path, key) in zip(paths, keys) {
      sights.append(
        key.trimmed.isEmpty ? try sight(of: path, until: deadline) : .seen)
    }
    return sights
  }

  /// Goes up to the first directory that can be listed: what leads to the file has to be in it.
  private func sight(of path: String, until deadline: Instant) throws(Failure) -> Sight {
    var (entry, directory) = (path, Files.parent(of: path))
    while true {
      if let entries = try entries(of: directory, until: deadline) {
        guard entries.contains(where: { $0 == entry || $0.hasSuffix(" \(entry)") }) else {
          return .missing(path)
        }
        return entry == path ? .seen : .untold(path)
      }
      if directory == "/" { return .untold(path) }
      (entry, directory) = (directory, Files.parent(of: directory))
    }
  }

  /// The lines of a directory's listing, each of which ends with a path; nil where no pool of it can be made, as there is no such
  /// directory, the daemon has no pools, or it has a pool of this directory which is not refreshed.
  private func entries(of directory: String, until deadline: Instant) throws(Failure) -> [String]? {
    let pool = "ha-xvm-\(Environment.processIdentifier)"
    var questions = LibvirtQuestions()
    _ = questions.add("pool-create-as", pool, "dir", "--target", directory)
    let made = questions.add("pool-info", "--pool", pool)
    let listed = questions.add("vol-list", "--pool", pool)
    _ = questions.add("pool-destroy", "--pool", pool)
    guard let answers = try questions.ask(peer, until: deadline), !answers[made].trimmed.isEmpty
    else { return nil }
    return answers[listed].trimmedLines
  }
}
