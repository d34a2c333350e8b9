/// What a guest has written to last: state that a definition does not tell (house rule 14).
///
/// A snapshot puts a layer upon a disk, a commit takes one away, a copy goes to another place, all of it while the guest runs and its
/// definition stays. What is kept here is the fact that every node has to know (`SharedFact.disks`).
public struct DisksInUse: Equatable, Sendable {
  /// A disk, and the places that it has moved on from.
  public struct Disk: Equatable, Sendable {
    public var disk: GuestDisk
    /// Places that held it earlier in this guest's life, and that are old now.
    public var left: [String]

    public init(_ disk: GuestDisk, left: [String] = []) { (self.disk, self.left) = (disk, left) }

    /// Whether a place holds an older state of this disk.
    public func isOld(_ place: String) -> Bool {
      place != disk.top.place && (disk.below.contains { $0.place == place } || left.contains(place))
    }
  }

  /// The guest; what is known of another one is ignored.
  public var guest: String
  /// The node that it ran on.
  public var node: String
  public var disks: [Disk]

  public init(_ guest: String, on node: String, _ disks: [Disk]) {
    (self.guest, self.node, self.disks) = (guest, node, disks)
  }

  /// So many places that a disk has left are kept.
  static let most = 16

  /// What is known after a look at the guest that runs.
  ///
  /// - Parameters:
  ///   - known: what was known before; nil for nothing.
  ///   - hasBooted: whether it has just booted by a definition that names these disks. Then the disk of an earlier definition is not
  ///     one that it has left: to go back to that definition is a wish.
  public init(
    _ now: [GuestDisk], of guest: String, on node: String, after known: DisksInUse?,
    hasBooted: Bool
  ) {
    let earlier = known?.guest == guest ? known?.disks ?? [] : []
    self.init(
      guest, on: node,
      now.map { disk in
        guard let before = earlier.first(where: { $0.disk.target == disk.target }) else {
          return Disk(disk)
        }
        let isSame = before.disk.places.contains(disk.top.place)
        if hasBooted, before.disk.top.place != disk.top.place, !isSame { return Disk(disk) }
        let left = (before.left + before.disk.places).filter { !disk.places.contains($0) }
        var unique: [String] = []
        for place in left where !unique.contains(place) { unique.append(place) }
        return Disk(disk, left: unique.suffix(DisksInUse.most))
      })
  }

  /// The disk that has this place among its layers, or had; that of the target first.
  public func disk(_ target: String, at place: String) -> Disk? {
    let found = disks.filter { $0.disk.top.place == place || $0.isOld(place) }
    return found.first { $0.disk.target == target } ?? found.first
  }
}

// MARK: The text

extension DisksInUse {
  /// As one text: a line for the guest, and one for each disk.
  public var text: String {
    let lines =
      [TabbedLine.join(["1", guest, node])]
      + disks.map { disk in
        TabbedLine.join(
          [disk.disk.target] + ([disk.disk.top] + disk.disk.below).map(DisksInUse.word)
            + disk.left.map { "-:" + $0 })
      }
    return lines.joined(separator: "\n")
  }

  private static func word(_ layer: DiskLayer) -> String {
    "\(layer.kind.rawValue):\(layer.format):\(layer.place)"
  }

  /// What a text says; nil for one that is not such a text.
  public init?(_ text: String) {
    let lines = text.split(separator: "\n").map { TabbedLine.split(String($0)) ?? [] }
    guard let head = lines.first, head.count == 3, head[0] == "1" else { return nil }
    var disks: [Disk] = []
    for words in lines.dropFirst() {
      var layers: [DiskLayer] = []
      var left: [String] = []
      for word in words.dropFirst() {
        // By bytes: to Swift a colon and an accent behind it are one character, which is no colon.
        if word.utf8.starts(with: "-:".utf8) {
          left.append(String(decoding: word.utf8.dropFirst(2), as: UTF8.self))
          continue
        }
        let parts = word.utf8.split(
          separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 3, let kind = DiskLayer.Kind(rawValue: parts[0]) else { return nil }
        layers.append(DiskLayer(kind, parts[2], parts[1]))
      }
      guard let target = words.first, let top = layers.first else { return nil }
      disks.append(Disk(GuestDisk(target, top, below: Array(layers.dropFirst())), left: left))
    }
    self.init(head[1], on: head[2], disks)
  }
}
