internal import Model
internal import Platform

/// Whether this node could create a guest of Xen, as far as its own tool tells: whether it has the memory.
struct XenLook: NodeLook {
  let toolstack: XenToolstack

  func check(_ guest: Guest, by definition: [UInt8], until deadline: Instant) throws(Failure)
    -> [String]
  {
    let node = Environment.nodeName
    let answer = try Toolbox.run(toolstack.rawValue, ["info"], until: deadline)
    let needed = try XenDefinition.read(definition, for: toolstack).mebibytes
    let unseen = ["whether it has the bridges and disks of the guest"]
    guard answer.succeeded, let needed, let room = XenInfo(parsing: answer.text).room else {
      return ["whether it has enough memory"] + unseen
    }
    if needed > room {
      throw Failure(
        .notReady, node, cause: "the guest takes \(needed) MiB, and only \(room) MiB are free")
    }
    return unseen
  }
}
