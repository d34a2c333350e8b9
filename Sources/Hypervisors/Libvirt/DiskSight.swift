internal import Model
internal import Platform

/// Whether another node sees the files and devices that a guest's disks are, asked of its daemon.
///
/// A daemon only tells of files that lie in a storage pool, so a transient pool of the directory is made where there is none
/// and dissolved at once; that touches no file.
struct DiskSight {
  private let peer: LibvirtDriver

  init(_ peer: LibvirtDriver) {
    self.peer = peer
  }

  /// The first of these paths that the node proves not to have; what cannot be asked is not held against it.
  func firstUnseen(of paths: [String], until deadline: Instant) throws(Failure) -> String? {
    for path in paths where path.hasPrefix("/") {
      if try peer.virsh(["vol-key", "--vol", path], until: deadline).succeeded { continue }
      if try sees(path, until: deadline) == false { return path }
    }
    return nil
  }

  private func sees(_ path: String, until deadline: Instant) throws(Failure) -> Bool? {
    let directory = Files.parent(of: path)
    let pool = "ha-xvm-\(Environment.processIdentifier)"
    let made = try peer.virsh(
      ["pool-create-as", pool, "dir", "--target", directory.isEmpty ? "/" : directory],
      until: deadline)
    // A daemon without pools, or one that has a pool of this directory which is not refreshed, proves nothing.
    guard made.succeeded else { return nil }
    let found = try peer.virsh(["vol-list", "--pool", pool], until: deadline)
    _ = try? peer.virsh(["pool-destroy", pool], until: deadline)
    guard found.succeeded else { return nil }
    return found.text.trimmedLines.contains { $0.hasSuffix(path) }
  }
}
