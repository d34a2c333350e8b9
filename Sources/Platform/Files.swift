internal import Glibc
internal import LinuxCalls
internal import Model

/// Files, read whole and replaced whole.
public enum Files {
  /// What is known of a file without opening it.
  public struct Information: Equatable, Sendable {
    /// What sort of file it is.
    public enum Kind: Equatable, Sendable { case regular, directory, link, socket, other }
    /// The sort of file.
    public let kind: Kind
    /// Permission bits, without the sort: `0o644`.
    public let mode: UInt32
    /// The numbers of its user and group.
    public let owner, group: UInt32
    /// Length in bytes.
    public let size: Int64
    /// Seconds since 1970 at which the content last changed.
    public let changed: Int64
    /// Device and number, which together tell one file from every other.
    public let device, number: UInt64
  }

  /// What `path` is; a symbolic link is itself unless `following` is set. Nil when there is nothing.
  public static func information(_ path: String, following: Bool = true) -> Information? {
    var status = stat()
    guard (following ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
    let kind: Information.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .link
      case S_IFSOCK: .socket
      default: .other
      }
    return Information(
      kind: kind, mode: status.st_mode & 0o7777, owner: status.st_uid, group: status.st_gid,
      size: Int64(status.st_size),
      changed: Int64(status.st_mtim.tv_sec), device: UInt64(status.st_dev),
      number: UInt64(status.st_ino))
  }

  /// Whether `path` is a regular file that this process may execute.
  public static func isExecutable(_ path: String) -> Bool {
    information(path)?.kind == .regular && access(path, X_OK) == 0
  }

  /// The absolute path of a program: looked up in `path`, a list with colons, unless its name holds a slash.
  public static func program(_ name: String, path: String) -> String? {
    if name.contains("/") { return isExecutable(name) ? name : nil }
    return path.split(separator: ":").map { "\($0)/\(name)" }.first { isExecutable($0) }
  }

  /// The whole content of a file; one that is longer than `limit` bytes is an error (EFBIG), not a part of it.
  ///
  /// With `trusted` so is a file that somebody besides root and us could have written.
  public static func read(_ path: String, limit: Int = 16 << 20, trusted: Bool = false)
    throws(SystemError) -> [UInt8]
  {
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard opened >= 0 else { throw .last("open \(path)") }
    let file = Descriptor(opened)
    var status = stat()
    guard fstat(file.number, &status) == 0 else { throw .last("stat \(path)") }
    if status.st_mode & S_IFMT == S_IFDIR { throw SystemError("read \(path)", number: EISDIR) }
    if trusted,
      let objection = Trust.objection(
        owner: status.st_uid, mode: status.st_mode & 0o7777, isDirectory: false)
    {
      throw SystemError("read \(path)", number: EPERM, detail: objection)
    }
    let size = Int(status.st_size)
    // Its size decides how much is asked for at a time, so a huge one must not get as far as that.
    if size > limit { throw SystemError("read \(path)", number: EFBIG) }
    var content: [UInt8] = []
    content.reserveCapacity(size + 1)
    while content.count <= limit {
      guard let more = try file.readAvailable(limit: max(4_096, size + 1)) else {
        // A pipe that somebody has open and writes nothing to is no file with nothing in it.
        throw SystemError("read \(path)", number: EAGAIN)
      }
      if more.isEmpty { return content }
      content += more
    }
    throw SystemError("read \(path)", number: EFBIG)
  }

  /// Whether a text stands in a file behind an offset, or anywhere in it where the file has become shorter than that.
  public static func holds(_ path: String, _ text: [UInt8], after offset: Int64)
    throws(SystemError) -> Bool
  {
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard opened >= 0 else { throw .last("open \(path)") }
    let file = Descriptor(opened)
    let end = lseek(file.number, 0, SEEK_END)
    guard end >= 0, lseek(file.number, end < offset ? 0 : Int(offset), SEEK_SET) >= 0 else {
      throw .last("seek \(path)")
    }
    var rest: [UInt8] = []
    while let more = try file.readAvailable(limit: 1 << 16), !more.isEmpty {
      rest += more
      if isIn(rest, text) { return true }
      rest = Array(rest.suffix(max(0, text.count - 1)))
    }
    return false
  }

  private static func isIn(_ bytes: [UInt8], _ text: [UInt8]) -> Bool {
    guard let first = text.first else { return true }
    var start = bytes.startIndex
    while let found = bytes[start...].firstIndex(of: first), bytes.count - found >= text.count {
      if bytes[found...].starts(with: text) { return true }
      start = found + 1
    }
    return false
  }

  /// The last lines of a log, as far as they lie in its last 64 KiB; none when it cannot be read.
  public static func lastLines(of path: String, _ count: Int) -> [String] {
    let window = 1 << 16
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard count > 0, opened >= 0 else { return [] }
    let file = Descriptor(opened)
    let end = lseek(file.number, 0, SEEK_END)
    guard end > 0, lseek(file.number, max(0, end - window), SEEK_SET) >= 0,
      let bytes = try? file.readAvailable(limit: window)
    else { return [] }
    var lines = bytes.split(separator: UInt8(ascii: "\n"))
    // The first one has most likely lost its beginning.
    if end > window, lines.count > 1 { lines.removeFirst() }
    return lines.suffix(count).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Replaces a file so that a reader, or a kill at any instant, sees the old content or the new: write, fsync, rename,
  /// fsync of the directory (house rule 10).
  ///
  /// - Parameter users: whose it is then, where that is another's.
  public static func replace(
    _ path: String, with content: [UInt8], mode: UInt32 = 0o600,
    for users: (owner: UInt32, group: UInt32)? = nil
  ) throws(SystemError) {
    let directory = parent(of: path)
    sweep(path)
    let temporary = temporary(for: path)
    unlink(temporary)
    let opened = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard opened >= 0 else { throw .last("create \(temporary)") }
    do throws(SystemError) {
      let file = Descriptor(opened)
      try file.write(content, until: Clock.now + .seconds(60))
      if let users, fchown(file.number, users.owner, users.group) != 0 {
        throw .last("chown \(temporary)")
      }
      guard fchmod(file.number, mode) == 0, fsync(file.number) == 0 else {
        throw .last("fsync \(temporary)")
      }
      guard Glibc.rename(temporary, path) == 0 else { throw .last("rename \(path)") }
    } catch {
      unlink(temporary)
      throw error
    }
    try synchronize(directory: directory)
  }

  /// Appends to a log that may be shared by several writers; one call is one write, so lines do not mix.
  public static func append(_ path: String, _ content: [UInt8], mode: UInt32 = 0o640)
    throws(SystemError)
  {
    let opened = open(
      path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode)
    guard opened >= 0 else { throw .last("open \(path)") }
    try Descriptor(opened).write(content, until: Clock.now + .seconds(1))
  }

  /// A second descriptor for what `number` is open on, not inherited by programs that are started.
  static func duplicate(_ number: Int32) throws(SystemError) -> Descriptor {
    let opened = fcntl(number, F_DUPFD_CLOEXEC, 3)
    guard opened >= 0 else { throw .last("dup \(number)") }
    return Descriptor(opened)
  }

  /// Empties a file that programs append to once it is longer than `limit` bytes; they go on at its new end.
  public static func empty(_ path: String, over limit: Int64) {
    guard let found = information(path, following: false), found.kind == .regular,
      found.size > limit
    else { return }
    let opened = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    if opened >= 0 { ftruncate(Descriptor(opened).number, 0) }
  }

  /// Makes a directory and those above it; one that is there already is left as it is.
  public static func makeDirectory(_ path: String, mode: UInt32 = 0o755) throws(SystemError) {
    if mkdir(path, mode) == 0 { return }
    if errno == ENOENT, path.contains("/"), parent(of: path) != path {
      try makeDirectory(parent(of: path), mode: mode)
      if mkdir(path, mode) == 0 { return }
    }
    let error = SystemError.last("mkdir \(path)")
    if error.number == EEXIST, information(path)?.kind == .directory { return }
    throw error
  }

  /// Makes a directory below /tmp that only this user may enter, and returns its path.
  public static func makeTemporaryDirectory() throws(SystemError) -> String {
    var path = Array("/tmp/ha-xvm-XXXXXX".utf8CString)
    guard mkdtemp(&path) != nil else { throw .last("mkdtemp /tmp/ha-xvm-XXXXXX") }
    return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a file or a symbolic link; nothing there is success.
  ///
  /// - Parameter lastingly: it is not there after a loss of power, either.
  public static func remove(_ path: String, lastingly: Bool = false) throws(SystemError) {
    if unlink(path) == 0 {
      if lastingly { try synchronize(directory: parent(of: path)) }
    } else if errno != ENOENT {
      throw .last("unlink \(path)")
    }
  }

  /// Removes an empty directory; nothing there is success.
  public static func removeDirectory(_ path: String) throws(SystemError) {
    if rmdir(path) != 0, errno != ENOENT { throw .last("rmdir \(path)") }
  }

  /// Makes a file or directory that of a user and group, by their numbers.
  public static func give(_ path: String, to owner: UInt32, group: UInt32) throws(SystemError) {
    guard lchown(path, owner, group) == 0 else { throw .last("chown \(path)") }
  }

  /// The path, or of one where nothing is the first directory above it that is there.
  private static func existing(_ path: String) -> String {
    var place = path
    while place != "/", place != ".", information(place) == nil { place = parent(of: place) }
    return place
  }

  /// The file system on which `path` lies, or would.
  public static func device(of path: String) -> UInt64? { information(existing(path))?.device }

  /// Whether `path` lies, or would, on a file system that several machines have at one time.
  public static func isOnSharedStorage(_ path: String) -> Bool {
    shared.contains(linux_file_system(existing(path)))
  }

  /// NFS, SMB and CIFS, GFS2, OCFS2, Ceph, Lustre, GPFS, AFS, and what is mounted by FUSE, as GlusterFS is: statfs(2), and libvirt's
  /// own list in virfile.c.
  private static let shared: Set<UInt32> = [
    0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x0116_1970, 0x7461_636F, 0x00C3_6400, 0x0BD0_0BD0,
    0x4750_4653, 0x5346_414F, 0x6573_5546,
  ]

  /// Renames within one file system; an existing target is replaced.
  public static func rename(_ path: String, to target: String) throws(SystemError) {
    guard Glibc.rename(path, target) == 0 else { throw .last("rename \(path)") }
    try synchronize(directory: parent(of: target))
  }

  /// The names in a directory, sorted, without `.` and `..`.
  public static func list(_ path: String) throws(SystemError) -> [String] {
    guard let directory = opendir(path) else { throw .last("opendir \(path)") }
    defer { closedir(directory) }
    var names: [String] = []
    // The end of the directory and an error are both no entry: readdir(3).
    errno = 0
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { buffer in
        String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
      errno = 0
    }
    if errno != 0 { throw .last("readdir \(path)") }
    return names.sorted()
  }

  /// What a symbolic link names.
  public static func target(of path: String) throws(SystemError) -> String {
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, used in
      count = buffer.withMemoryRebound(to: CChar.self) { text in
        text.baseAddress.map { readlink(path, $0, 4_096) } ?? -1
      }
      used = max(0, count)
    }
    guard count >= 0 else { throw .last("readlink \(path)") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Makes `path` a symbolic link to `target`, in place of what link or file is there.
  public static func link(_ path: String, to target: String) throws(SystemError) {
    sweep(path)
    let temporary = temporary(for: path)
    unlink(temporary)
    guard symlink(target, temporary) == 0 else { throw .last("symlink \(path)") }
    guard Glibc.rename(temporary, path) == 0 else {
      let error = SystemError.last("rename \(path)")
      unlink(temporary)
      throw error
    }
  }

  /// The last part of a path.
  public static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// The directory that a path lies in.
  public static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func synchronize(directory: String) throws(SystemError) {
    let opened = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw .last("open \(directory)") }
    let handle = Descriptor(opened)
    // Some file systems (overlays of read-only ones) cannot synchronise a directory; the rename itself has happened.
    if fsync(handle.number) != 0, errno != EINVAL { throw .last("fsync \(directory)") }
  }
}
