internal import Frameworks
internal import Model
internal import Platform

/// Where the other nodes are reached for a move: Migration_nodes first, because an administrator wrote it; then what the
/// framework has as the node's private name; then the node's own name.
struct Interconnect {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// The elements of Migration_nodes.
  var listed: [MoveTarget] {
    context.configuration.values.list(.migrationNodes).compactMap { MoveTarget(parsing: $0) }
  }

  /// How the node is reached.
  func target(_ node: String) -> MoveTarget {
    let listed = listed.first { $0.node == node }?.address
    let address = listed ?? context.framework.privateName(of: node, until: context.deadline())
    return complete(MoveTarget(node: node, address: address ?? node))
  }

  /// The other nodes that may have the guest, those of Migration_nodes among them.
  func neighbours() -> [MoveTarget] {
    var nodes = context.framework.neighbours(of: context.identity, until: context.deadline())
    nodes += listed.map(\.node)
    var seen: Set<String> = [Environment.nodeName]
    return nodes.filter { seen.insert($0).inserted }.map(target)
  }

  /// Every other node that may ever have the guest, those that have left the cluster in order among them.
  func everyNode() -> [MoveTarget] {
    let nodes =
      context.framework.everyNode(of: context.identity, until: context.deadline())
      + listed.map(\.node)
    var seen: Set<String> = [Environment.nodeName]
    return nodes.filter { seen.insert($0).inserted }.map(target)
  }

  /// The other nodes that the framework has for the resource now, and no more.
  func members() -> [MoveTarget] {
    context.framework.neighbours(of: context.identity, until: context.deadline()).map(target)
  }

  private func complete(_ target: MoveTarget) -> MoveTarget {
    let values = context.configuration.values
    return MoveTarget(
      node: target.node, address: target.address, transport: values.text(.migrationTransport),
      passwordFile: values.text(.passwordFile), manner: MoveManner(values))
  }
}
