internal import Model
internal import Platform

/// What a guest needs of a node, and what a node has; nil where libvirt does not say.
extension LibvirtDriver {
  /// The guest's memory in bytes.
  func memory(of guest: Guest, until deadline: Instant) throws(Failure) -> Int64? {
    let answer = try virsh(["dominfo", "--domain", guest.name], until: deadline)
    return LibvirtDriver.kibibytes(of: "Max memory", in: answer.text)
  }

  /// The memory in bytes that the node could give a guest: what is free, and what the kernel keeps for files.
  func freeMemory(until deadline: Instant) throws(Failure) -> Int64? {
    let answer = try virsh(["nodememstats"], until: deadline)
    guard let free = LibvirtDriver.kibibytes(of: "free", in: answer.text) else { return nil }
    let lent = ["buffers", "cached"].compactMap { LibvirtDriver.kibibytes(of: $0, in: answer.text) }
    return lent.reduce(free, +)
  }

  /// The files and devices behind the guest's disks.
  func disks(of guest: Guest, until deadline: Instant) throws(Failure) -> [String] {
    let answer = try virsh(["domblklist", "--domain", guest.name, "--details"], until: deadline)
    // Type, device, target and source; the source alone may hold blanks.
    return answer.text.trimmedLines.compactMap { line in
      let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
      return words.count == 4 && words[3].trimmed != "-" ? words[3].trimmed : nil
    }
  }

  /// The number in a line `NAME : 98304 KiB`, in bytes.
  static func kibibytes(of name: String, in text: String) -> Int64? {
    for line in text.trimmedLines {
      let pair = line.split(separator: ":", maxSplits: 1).map { $0.trimmed }
      guard pair.count == 2, pair[0] == name, pair[1].hasSuffix("KiB") else { continue }
      return Int64(pair[1].dropLast(3).trimmed).map { $0 << 10 }
    }
    return nil
  }
}
