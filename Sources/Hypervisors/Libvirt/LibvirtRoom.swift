internal import Model
internal import Platform

/// What a guest needs of a node, and what a node has; nil where libvirt does not say.
extension LibvirtDriver {
  /// The guest's memory in bytes.
  func memory(of guest: Guest, until deadline: Instant) throws(Failure) -> Int64? {
    LibvirtDriver.memory(in: try virsh(LibvirtDriver.askingMemory(of: guest), until: deadline))
  }

  /// The question that `memory(in:)` reads the answer to.
  static func askingMemory(of guest: Guest) -> [String] { ["dominfo", "--domain", guest.name] }

  /// The guest's memory in bytes.
  static func memory(in answer: Completion) -> Int64? {
    kibibytes(of: "Max memory", in: answer.text)
  }

  /// The question that `uuid(in:)` reads the answer to.
  static func askingUUID(of guest: Guest) -> [String] { ["domuuid", "--domain", guest.name] }

  /// The UUID of a domain that is known; nil for none, and where nobody says.
  static func uuid(in answer: Completion) -> String? {
    answer.succeeded ? answer.text.trimmedLines.first.flatMap(GuestUUID.canonical) : nil
  }

  /// The question that `freeMemory(in:)` reads the answer to.
  static let askingFreeMemory = ["nodememstats"]

  /// The memory in bytes that the node could give a guest: what is free, and what the kernel keeps for files.
  static func freeMemory(in text: String) -> Int64? {
    guard let free = kibibytes(of: "free", in: text) else { return nil }
    return ["buffers", "cached"].compactMap { kibibytes(of: $0, in: text) }.reduce(free, +)
  }

  /// The question that `disks(in:)` reads the answer to.
  static func askingDisks(of guest: Guest) -> [String] {
    ["domblklist", "--domain", guest.name, "--details"]
  }

  /// The files and devices behind the guest's disks.
  ///
  /// - Parameter copied: the targets of disks that are copied along, and need not be there yet.
  static func disks(in answer: Completion, besides copied: [String] = []) -> [String] {
    // Type, device, target and source; the source alone may hold blanks.
    answer.text.trimmedLines.compactMap { line in
      let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
      guard words.count == 4, words[3].trimmed != "-", !copied.contains(String(words[2])) else {
        return nil
      }
      return words[3].trimmed
    }
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
