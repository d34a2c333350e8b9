internal import Model

/// Which disk a guest may boot from; a function from values to values.
struct DiskDecision {
  /// What the guest wrote to last, as far as that was put down; nil for nothing.
  let known: DisksInUse?
  /// The disks in this node's own definition, where that is not the one that is wanted.
  let own: [GuestDisk]
  let node: String
  /// Whether what is known is known of every node: else the guest may have run elsewhere since.
  let isCertain: Bool
  let policy: DiskPolicy

  enum Next: Equatable {
    case boot
    /// The definition has come to name another disk, which is no older state of this one: somebody wants it.
    case take(last: DiskLayer)
    case follow(GuestDisk)
    case refuse(String)
  }

  /// What becomes of a disk that a definition wants.
  func next(_ wanted: GuestDisk) -> Next {
    let place = wanted.top.place
    let found =
      known?.disk(wanted.target, at: place)
      ?? known?.disks.first { $0.disk.target == wanted.target }
    // What this node has is older than what is known when the guest ran elsewhere since.
    let here = known == nil || known?.node == node
    let own = here ? own.first { $0.target == found?.disk.target ?? wanted.target } : nil
    let last: DisksInUse.Disk
    switch (found, own) {
    case (nil, nil): return .boot
    case (nil, let own?): last = DisksInUse.Disk(own)
    case (let found?, nil): last = found
    case (let found?, let own?):
      let top = found.disk.top.place
      if own.top.place == top || found.isOld(own.top.place) {
        last = found
      } else if own.below.contains(where: { $0.place == top }) {
        // A layer was put upon it and nobody saw it, as while the guest was off.
        last = DisksInUse.Disk(own, left: found.left)
      } else if place == top {
        return .refuse(
          "\(wanted.target): this node's definition has \(own.top.place), and \(place) is wanted, which it wrote to when it was last "
            + "looked at: it may have been copied since")
      } else {
        last = found
      }
    }
    let top = last.disk.top
    if place == top.place, policy != .definition, !wanted.top.format.isEmpty, !top.format.isEmpty,
      wanted.top.format != top.format
    {
      // Read as another format it is garbage, and written as one it is lost.
      return .refuse(
        "\(wanted.target): \(place) was written as \(top.format), and the definition says \(wanted.top.format)"
      )
    }
    if place == top.place || wanted.below.contains(where: { $0.place == top.place }) {
      return .boot
    }
    // With nothing put down, only what is below tells which one is older.
    guard last.isOld(place) else { return found == nil ? .boot : .take(last: top) }
    let words = DiskDecision.words(wanted, top)
    switch policy {
    case .definition: return .boot
    case .refuse: return .refuse(words)
    case .follow:
      return isCertain
        ? .follow(last.disk) : .refuse(words + "; it may have run on another node since")
    }
  }

  /// Both disks in words.
  static func words(_ wanted: GuestDisk, _ last: DiskLayer) -> String {
    "\(wanted.target): it last wrote to \(last.place), and the definition says \(wanted.top.place)"
  }
}
