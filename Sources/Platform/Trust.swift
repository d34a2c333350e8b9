internal import Glibc
internal import LinuxCalls

/// Who else could have written a file: what says what runs as root must belong to root, or to us, and to nobody besides.
///
/// Owners and modes are looked at and never assumed, because a directory may have been made by hand, unpacked from an
/// archive, or prepared by somebody who means harm.
public enum Trust {
  /// Why a file or directory with these properties could have been changed by somebody else; nil when it could not.
  public static func objection(to found: Files.Information) -> String? {
    objection(owner: found.owner, mode: found.mode, isDirectory: found.kind == .directory)
  }

  static func objection(owner: UInt32, mode: UInt32, isDirectory: Bool) -> String? {
    if owner != 0, owner != geteuid() { return "user \(owner) owns it, and not root" }
    // In a directory with the sticky bit nobody can touch what belongs to others.
    if mode & 0o022 != 0, !(isDirectory && mode & 0o1000 != 0) {
      return "others may write to it: its mode is 0\(String(mode, radix: 8))"
    }
    return nil
  }

  /// Why the way to `path`, or what lies there, could have been changed by somebody else; nil when it could not.
  ///
  /// Each directory on the way is looked at. A symbolic link counts as its target when root or we made it where nobody else
  /// can write, and is refused in a directory that others can write, such as /tmp.
  public static func objection(toWayTo path: String) -> String? {
    objection(toWayTo: path, links: 0)
  }

  private static func objection(toWayTo path: String, links: Int) -> String? {
    let begin = path.hasPrefix("/") ? "" : "."
    let names = path.split(separator: "/").map(String.init)
    var way = begin
    var isShared = false
    for position in 0...names.count {
      if position > 0 { way += "/" + names[position - 1] }
      let shown = way.isEmpty ? "/" : way
      // What is not there yet can be made only by users who may write to the directory above it.
      guard let found = Files.information(shown, following: false) else { return nil }
      if found.kind == .link {
        if isShared { return "\(shown) is a symbolic link where others can write" }
        if found.owner != 0, found.owner != geteuid() {
          return "\(shown) is a symbolic link of user \(found.owner)"
        }
        guard links < 16, let target = try? Files.target(of: shown) else {
          return "\(shown) is a symbolic link that leads nowhere"
        }
        let place = target.hasPrefix("/") ? target : "\(Files.parent(of: shown))/\(target)"
        let whole = ([place] + names.dropFirst(position)).joined(separator: "/")
        return objection(toWayTo: whole, links: links + 1)
      }
      if let objection = objection(to: found) { return "\(shown): \(objection)" }
      isShared = found.mode & 0o022 != 0
    }
    return nil
  }

  /// Makes a directory of ours, and those above it; one that somebody else could have made or could change is an error.
  public static func prepareDirectory(_ path: String, mode: UInt32) throws(SystemError) {
    try Files.makeDirectory(path, mode: mode)
    if let objection = objection(toDirectory: path) {
      throw SystemError("mkdir \(path)", number: EPERM, detail: objection)
    }
  }

  /// Why files of ours are not to be kept in a directory; nil when they are, and when it is still to be made.
  public static func objection(toDirectory path: String) -> String? {
    objection(toWayTo: path) ?? objection(toFilesIn: path)
  }

  /// The sticky bit keeps what is ours, but where others can write they can be first with a file of any name.
  private static func objection(toFilesIn directory: String) -> String? {
    Files.information(directory).flatMap {
      objection(owner: $0.owner, mode: $0.mode, isDirectory: false)
    }.map { "\(directory): \($0)" }
  }

  /// Why the process at the other end of a local socket is not trusted; nil when its user is root or this one.
  static func objection(toPeerOf descriptor: borrowing Descriptor) -> String? {
    let user = linux_peer_user(descriptor.number)
    if user == 0 || user == Int64(geteuid()) { return nil }
    return user < 0 ? "nobody knows who is there" : "user \(user) is there, and not root"
  }
}
