internal import Model
internal import Platform

/// Whether a node could start a guest, by its own libvirt.
struct LibvirtLook: NodeLook {
  private let driver: LibvirtDriver
  private let target: MoveTarget
  private let isHere: Bool

  /// Another node, asked from here.
  init(_ peer: LibvirtDriver, at target: MoveTarget) {
    (driver, self.target, isHere) = (peer, target, false)
  }

  /// This node; nil for a connection that is another machine's.
  init?(_ driver: LibvirtDriver) {
    guard LibvirtMover(driver) != nil else { return nil }
    let node = Environment.nodeName
    (self.driver, target, isHere) = (driver, MoveTarget(node: node, address: node), true)
  }

  /// What it starts with counts as its memory: no libvirt refuses a start for want of more.
  func check(_ guest: Guest, by definition: [UInt8], until deadline: Instant) throws(Failure)
    -> [String]
  {
    let domain = try DomainDefinition(parsing: definition)
    let memory = domain.currentMebibytes ?? domain.mebibytes
    var destination = LibvirtDestination(
      driver, target, for: isHere ? .startHere : .start, until: deadline)
    try destination.check(guest, definition, memory: memory.map { Int64($0) << 20 }, copying: [])
    return destination.unknown
  }
}
