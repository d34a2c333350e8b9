internal import Model
internal import Platform

/// What a guest needs of a node, and what a node has; nil where libvirt does not say.
extension LibvirtDriver {
  /// The guest's memory in bytes.
  func memory(of guest: Guest, until deadline: Instant) throws(Failure) -> Int64? {
    let answer = try virsh(["dominfo", "--domain", guest.name], until: deadline)
    return LibvirtDriver.kibibytes(of: "Max memory", in: answer.text)
  }

  /// The memory in bytes that a guest uses, by the answer to `dommemstat`: no more than its balloon leaves it, and no more than its
  /// emulator has; nil where neither is said.
  static func memoryInUse(in text: String) -> Int64? {
    text.trimmedLines.compactMap { line -> Int64? in
      let pair = line.split(separator: " ").map(String.init)
      guard pair.count == 2, ["actual", "rss"].contains(pair[0]) else { return nil }
      return Int64(outside: pair[1], in: 0...1 << 40).map { $0 << 10 }
    }.min()
  }

  /// The UUID in the answer to `domuuid`; nil for none.
  static func uuid(in answer: String) -> String? {
    answer.trimmedLines.first.flatMap(GuestUUID.canonical)
  }

  /// Whether a network runs, by the answer to `net-info`; nil where there is no such network.
  static func isActive(network answer: String) -> Bool? {
    answer.trimmedLines.lazy.compactMap { line -> Bool? in
      let pair = line.split(separator: ":", maxSplits: 1).map { $0.trimmed }
      return pair.count == 2 && pair[0] == "Active" ? pair[1] == "yes" : nil
    }.first
  }

  /// The names in the answer to `iface-list --all`: bridges and network devices.
  static func links(in answer: String) -> [String] {
    answer.trimmedLines.compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  /// The memory in bytes that the node could give a guest: what is free, and what the kernel keeps for files.
  static func freeMemory(in text: String) -> Int64? {
    guard let free = kibibytes(of: "free", in: text) else { return nil }
    return ["buffers", "cached"].compactMap { kibibytes(of: $0, in: text) }.reduce(free, +)
  }

  /// The memory in MiB that is free in huge pages of a size, by the answer to `freepages --all`; nil where that does not tell.
  static func freeMebibytes(inPagesOf mebibytes: Int, by answer: String) -> Int? {
    let name = "\(mebibytes << 10)KiB"
    let free = answer.trimmedLines.compactMap { line -> Int? in
      let pair = line.split(separator: ":", maxSplits: 1).map { $0.trimmed }
      return pair.count == 2 && pair[0] == name ? Int(outside: pair[1], in: 0...1 << 32) : nil
    }
    return free.isEmpty ? nil : free.reduce(0, +) * mebibytes
  }

  /// The number in a line `NAME : 98304 KiB`, in bytes; nil for one that no machine has, so that nobody's sum overflows.
  static func kibibytes(of name: String, in text: String) -> Int64? {
    for line in text.trimmedLines {
      let pair = line.split(separator: ":", maxSplits: 1).map { $0.trimmed }
      guard pair.count == 2, pair[0] == name, pair[1].hasSuffix("KiB") else { continue }
      return Int64(outside: pair[1].dropLast(3).trimmed, in: 0...1 << 40).map { $0 << 10 }
    }
    return nil
  }
}
