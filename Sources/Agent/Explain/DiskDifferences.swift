internal import Hypervisors
internal import Model
internal import Platform

/// In what the disks that a guest writes to, or wrote to last, differ from those that its definition has; it changes nothing.
struct DiskDifferences {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// One for each disk that differs.
  func find(_ guest: Guest) -> [Failure] {
    guard let driver = context.driver.disks, let definition = definition(guest),
      let wanted = try? driver.disks(in: definition)
    else { return [] }
    let deadline = context.deadline(.seconds(5))
    if let now = try? driver.disks(of: guest, until: deadline) {
      return failures("runs on", now, wanted)
    }
    let known = try? context.diskMemory.known(of: guest.name, until: deadline).disks
    return failures("last wrote to", known?.disks.map(\.disk) ?? [], wanted)
  }

  /// What it would boot by: what is kept for all nodes, else what this node has.
  private func definition(_ guest: Guest) -> [UInt8]? {
    if context.configuration.domainDefinition.isEmpty {
      return try? context.driver.redefiner?.definition(of: guest, until: context.deadline())
    }
    return try? KeptDefinition(context).load()
  }

  private func failures(_ verb: String, _ now: [GuestDisk], _ wanted: [GuestDisk]) -> [Failure] {
    wanted.compactMap { disk in
      guard let present = now.first(where: { $0.target == disk.target }),
        present.top.place != disk.top.place
      else { return nil }
      return Failure(
        .otherDisk, context.guest.name,
        cause:
          "\(disk.target): the guest \(verb) \(present.top.place), and the definition says \(disk.top.place)"
      ).naming(["TARGET": disk.target])
    }
  }
}
