/// A guest's definition as a Pacemaker cluster keeps it: a property of the cluster, in a set of its own.
///
/// Not among the resource's attributes, because a change of one of those restarts the guest or reloads it, and not among its
/// meta attributes, which are handed to every action. A property that Pacemaker does not know is kept, copied to every node,
/// and looked at by nobody. It is written in letters that every tool passes on as they are.
public enum ClusterDefinition {
  /// The longest definition that is kept, in bytes.
  public static let maximumSize = 256 << 10

  /// The property that holds the definition of a resource's guest.
  public static func property(_ resource: String) -> String { "ha-xvm-\(resource)-definition" }

  /// The set that it is written to; where else it stands it is found as well.
  public static func set(_ resource: String) -> String { "ha-xvm-\(resource)" }

  /// The set with a definition in it.
  public static func element(_ resource: String, _ definition: [UInt8]) -> XMLElement {
    let name = property(resource)
    return XMLElement(
      "cluster_property_set", ["id": set(resource)],
      [
        XMLElement(
          "nvpair", ["id": name, "name": name, "value": Base64.encoded(definition)])
      ])
  }

  /// The definition in the value of the property.
  ///
  /// - Throws: `.badDefinition` when somebody has changed it to something else.
  public static func decoded(_ value: String, of resource: String) throws(Failure) -> [UInt8] {
    guard let bytes = Base64.decoded(value.trimmed) else {
      throw Failure(
        .badDefinition, property(resource),
        cause: "the property of the cluster is not Base64; call xvm_register again")
    }
    return bytes
  }
}
