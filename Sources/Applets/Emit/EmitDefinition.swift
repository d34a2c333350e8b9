internal import Frameworks
internal import Model
internal import Platform

extension EmitKind {
  /// `xvm_emit definition RS`: what a Pacemaker cluster keeps as the definition of a resource's guest.
  static let definition = EmitKind(
    "definition", "RS", mode: 0o600,
    "the definition of the guest of the resource RS, as a Pacemaker cluster keeps it"
  ) { request throws(Failure) in
    guard request.arguments.count == 1 else {
      throw request.misunderstood("definition takes the name of one resource")
    }
    let name = request.arguments[0]
    let identity = try ResourceIdentity(resource: name, group: name)
    guard
      let bytes = try Pacemaker().definition(of: identity, until: Clock.now + .seconds(30))
    else {
      throw Failure(
        .notRegistered, name, cause: "the cluster keeps no definition for a resource of this name")
    }
    return .bytes(bytes)
  }
}
