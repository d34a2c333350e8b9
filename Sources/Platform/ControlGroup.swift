internal import Glibc
internal import Model

/// A group of processes that the kernel keeps: cgroups(7).
///
/// A process that is forked belongs to its parent's group. A program, a session, a user or an environment of its own changes
/// nothing about that; only who may write in the tree of groups can move it, as systemd does with each login. A group can be
/// removed only when no process is left in it, so one that has gone is an empty one.
public struct ControlGroup: Equatable, Sendable {
  /// Its directory.
  public let path: String
  /// Where the tree is mounted that it lies in.
  public let mount: String

  /// The group that a record names.
  public init(path: String, mount: String) {
    (self.path, self.mount) = (path, mount)
  }

  /// The file that lists a group's processes, and that a process is moved by.
  private static let list = "cgroup.procs"

  /// Makes a group named `prefix` and `name`, and moves this process there; nil where no tree of groups may be written.
  ///
  /// It lies in the group that this process was in, or beside that where that one's name begins with `prefix` too. The unified
  /// tree is preferred; any hierarchy of the first version does.
  public static func enter(_ name: String, prefix: String) -> ControlGroup? {
    guard let mounts = text("/proc/self/mountinfo"), let own = text("/proc/self/cgroup") else {
      return nil
    }
    for place in places(mounts: mounts, own: own) {
      var parent = place.path
      while Files.name(of: parent).hasPrefix(prefix) { parent = Files.parent(of: parent) }
      let group = ControlGroup(path: "\(parent)/\(prefix)\(name)", mount: place.mount)
      guard mkdir(group.path, 0o755) == 0 else { continue }
      if move(to: group.path) { return group }
      rmdir(group.path)
    }
    return nil
  }

  /// In which groups a process is, in the words of `/proc/PID/cgroup`; nil when the kernel keeps none, or the process has gone.
  ///
  /// - Throws: when that cannot be read.
  public static func membership(of pid: Int32) throws(SystemError) -> String? {
    do throws(SystemError) {
      let bytes = try Files.read("/proc/\(pid)/cgroup")
      return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// Moves this process back to the group above and removes this one, if it is empty then.
  public func leave() {
    if ControlGroup.move(to: Files.parent(of: path)) { remove() }
  }

  /// Removes the group if no process is in it.
  public func remove() { rmdir(path) }

  /// The groups beside this one.
  public var neighbours: [ControlGroup] {
    let parent = Files.parent(of: path)
    return ((try? Files.list(parent)) ?? []).map {
      ControlGroup(path: "\(parent)/\($0)", mount: mount)
    }
  }

  /// The processes in the group and in those below it. The number 0 stands for one that this process cannot see.
  ///
  /// - Throws: when nothing is known about them.
  public func processes() throws(SystemError) -> [Int32] {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try Files.read("\(path)/\(ControlGroup.list)")
    } catch {
      // A tree that is not mounted here proves nothing about the group.
      guard error.number == ENOENT || error.number == ENODEV,
        Files.information("\(mount)/\(ControlGroup.list)") != nil
      else { throw error }
      return []
    }
    var found = bytes.split(separator: UInt8(ascii: "\n"))
      .compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
    for name in try namesBelow() {
      let below = "\(path)/\(name)"
      // What cannot be looked at may be a group; in one that has gone there is nobody.
      guard Files.information(below, following: false).map({ $0.kind == .directory }) ?? true
      else { continue }
      found += try ControlGroup(path: below, mount: mount).processes()
    }
    return found
  }

  /// What lies in the directory; nothing when it was removed since, as an empty group may be.
  private func namesBelow() throws(SystemError) -> [String] {
    do throws(SystemError) { return try Files.list(path) } catch {
      if error.isMissing { return [] }
      throw error
    }
  }

  /// Moves this process: the number 0 is who writes it.
  private static func move(to path: String) -> Bool {
    // Without O_CREAT: in what is no tree of groups the file is not there.
    let opened = open("\(path)/\(list)", O_WRONLY | O_CLOEXEC)
    guard opened >= 0 else { return false }
    let file = Descriptor(opened)
    return (try? file.write(Array("0\n".utf8), until: Clock.now + .seconds(10))) != nil
  }

  private static func text(_ path: String) -> String? {
    (try? Files.read(path)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The directory of this process's group in each tree: `/proc/self/mountinfo` and `/proc/self/cgroup`, see proc(5).
  static func places(mounts: String, own: String) -> [ControlGroup] {
    var trees: [(isUnified: Bool, ControlGroup)] = []
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ").map(String.init)
      guard let dash = fields.firstIndex(of: "-"), dash > 4, fields.count > dash + 3 else {
        continue
      }
      let isUnified = fields[dash + 1] == "cgroup2"
      guard isUnified || fields[dash + 1] == "cgroup" else { continue }
      let controllers = Set(fields[dash + 3].split(separator: ",").map(String.init))
      for line in own.split(separator: "\n") {
        let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3,
          isUnified
            ? parts[1].isEmpty
            : !parts[1].isEmpty
              && parts[1].split(separator: ",").allSatisfy({ controllers.contains(String($0)) }),
          let path = path(String(parts[2]), root: fields[3], mount: fields[4])
        else { continue }
        trees.append((isUnified, ControlGroup(path: path, mount: fields[4])))
      }
    }
    return trees.filter(\.isUnified).map(\.1) + trees.filter { !$0.isUnified }.map(\.1)
  }

  /// The directory of a group in a mount that shows the tree from `root` on; nil when the group lies outside.
  private static func path(_ group: String, root: String, mount: String) -> String? {
    let inside: Substring
    if root == "/" {
      inside = group[...]
    } else if group == root || group.hasPrefix(root + "/") {
      inside = group.dropFirst(root.count)
    } else {
      return nil
    }
    return inside == "/" || inside.isEmpty ? mount : mount + inside
  }
}
