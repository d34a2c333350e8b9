internal import Hypervisors
internal import Model
internal import Platform

/// Sees to it that a guest boots from the disks that it wrote to last, and from no older ones (house rule 14).
struct RightDisks {
  private let context: MethodContext
  private let ranHere: Bool

  /// - Parameter ranHere: whether the guest is known to have run on no other node since it ran on this one.
  init(_ context: MethodContext, ranHere: Bool) {
    (self.context, self.ranHere) = (context, ranHere)
  }

  /// The definition to boot by: the one that is wanted, with the disks in it that the guest wrote to last where they are others.
  ///
  /// - Parameter own: what this node has as its definition besides, which a snapshot or a copy of a disk has changed too.
  /// - Throws: `.oldDisk` or `.missingDisk` where it must not boot, and why it is not known which disks are the right ones.
  func settle(_ wanted: [UInt8], own: [UInt8]?) throws(Failure) -> [UInt8] {
    let policy = context.configuration.diskPolicy
    guard let driver = context.driver.disks, policy != .definition,
      // What is no definition is the toolstack's to refuse.
      let disks = try? driver.disks(in: wanted), !disks.isEmpty
    else { return wanted }
    let memory = context.diskMemory
    let known = try memory.known(of: context.guest.name, until: context.deadline(.seconds(20)))
    let decide = DiskDecision(
      known: known.disks, own: own.flatMap { try? driver.disks(in: $0) } ?? [],
      node: Environment.nodeName,
      isCertain: known.isOfAllNodes || ranHere || Interconnect(context).neighbours().isEmpty,
      policy: policy)
    var result = wanted
    for disk in disks {
      switch decide.next(disk) {
      case .boot: break
      case .take(let last):
        context.log.write(
          .warning,
          "guest \(context.guest.name) boots \(disk.top.place) as \(disk.target), which its definition has come to name; it wrote to "
            + "\(last.place) last")
      case .refuse(let cause):
        throw Failure(.oldDisk, context.guest.name, cause: cause)
      case .follow(let right):
        result = try follow(right, in: result, instead: disk, own, driver)
      }
    }
    return result
  }

  private func follow(
    _ right: GuestDisk, in definition: [UInt8], instead disk: GuestDisk, _ own: [UInt8]?,
    _ driver: any GuestDisks
  ) throws(Failure) -> [UInt8] {
    let words = DiskDecision.words(disk, right.top)
    for layer in [right.top] + right.below
    where layer.kind != .other && Files.information(layer.place) == nil {
      throw Failure(
        .missingDisk, context.guest.name,
        cause: words + (layer == right.top ? "" : "; there is no \(layer.place)"))
    }
    guard
      let result = try driver.putting(right, at: disk.target, into: definition, from: own)
    else {
      throw Failure(
        .oldDisk, context.guest.name, cause: words + "; nothing tells how that one is reached")
    }
    context.log.write(
      .warning, "guest \(context.guest.name) boots what it wrote to last: \(words)")
    context.log.note(.decision, "boot the disk that it wrote to last: \(words)")
    return result
  }
}
