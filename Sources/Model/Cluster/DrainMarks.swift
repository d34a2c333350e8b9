/// What a drain writes into a cluster's configuration while it is at work, each under a name by which the rest of one that was killed is
/// found.
public enum DrainMarks {
  /// What the names begin with.
  private static let prefix = "ha-xvm-drain-"

  /// The constraint that sends a guest away from a node, or keeps it off there until the node is in standby.
  public static func away(_ resource: String, from node: String) -> XMLElement {
    location(resource, node, "-INFINITY")
  }

  /// The constraint that brings a guest to a node.
  public static func home(_ resource: String, to node: String) -> XMLElement {
    location(resource, node, "INFINITY")
  }

  private static func location(_ resource: String, _ node: String, _ score: String) -> XMLElement {
    XMLElement(
      "rsc_location",
      ["id": prefix + resource, "rsc": resource, "node": node, "score": score])
  }

  /// The block of a resource that has the cluster stop its guest and start it elsewhere, where the cluster would move it while it runs,
  /// which is known to fail.
  public static func stopping(_ resource: String) -> XMLElement {
    XMLElement(
      "meta_attributes", ["id": prefix + resource + "-stops", "score": "INFINITY"],
      [
        XMLElement(
          "nvpair",
          ["id": prefix + resource + "-live", "name": "allow-migrate", "value": "false"])
      ])
  }

  /// What of all that is there: constraints, and blocks of resources.
  public static func present(in base: InformationBase) -> (
    constraints: [XMLElement], blocks: [XMLElement]
  ) {
    let blocks = base.primitives.flatMap { $0.all("meta_attributes") }
    return (
      base.constraints.filter { $0.id.hasPrefix(prefix) },
      blocks.filter { $0.id.hasPrefix(prefix) }
    )
  }
}
