import Frameworks
import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

/// One resource with a scripted hypervisor, in a sandbox.
struct Scene {
  let sandbox: Sandbox
  let driver: ScriptedDriver
  let identity: ResourceIdentity

  init(_ script: ScriptedDriver.Script) throws {
    sandbox = try Sandbox()
    driver = ScriptedDriver(script)
    identity = try ResourceIdentity(resource: "web-rs", group: "web-rg")
  }

  /// A configuration with these properties besides the guest's name.
  static func configuration(_ values: [String: String] = [:]) -> GuestConfiguration {
    var problems: [Failure] = []
    let given = (["Domain_name": "web"].merging(values) { $1 }).map {
      PropertyValues.Given($0.key, $0.value, place: "test")
    }
    let result = GuestConfiguration(
      PropertyValues(given, of: ExtensionProperties.all, problems: &problems))
    if !problems.isEmpty { Issue.record("\(problems)") }
    return result
  }

  var store: RecordStore { RecordStore(identity, locations: sandbox.locations) }

  /// What a method works with.
  func context(
    _ method: Method, _ values: [String: String] = [:], milliseconds: Int = 2_000,
    framework: (any ClusterFramework)? = nil
  ) -> MethodContext {
    MethodContext(
      identity: identity, method: method,
      budget: Budget(start: Clock.now, total: .milliseconds(milliseconds)),
      configuration: Scene.configuration(values), driver: driver, store: store,
      log: ResourceLog(identity, method: "\(method)", locations: sandbox.locations),
      framework: framework ?? Standalone(locations: sandbox.locations))
  }

  /// A record in this phase, as an earlier start would have left it.
  func record(_ phase: RunRecord.Phase, pid: Int32 = 0, target: MoveTarget? = nil) throws {
    var guest = context(.start).guest
    guest.identity = GuestIdentity(uuid: "u-1", domainID: "7", pid: pid, startTime: pid > 0 ? 1 : 0)
    var record = RunRecord(
      identity, phase: phase, guest: guest, values: Scene.configuration().values)
    record.target = target
    try store.save(record)
  }
}

/// A framework that switches the group to a node.
struct SwitchingFramework: ClusterFramework {
  let name = "a cluster"
  let node: String?
  var knowsPlacement = false
  var others: [String] = []
  /// Where the cluster has the resource, where that is not here.
  var has: [String]?

  func elsewhere(_ identity: ResourceIdentity, until deadline: Instant) -> [String]? { has }

  func neighbours(of identity: ResourceIdentity, until deadline: Instant) -> [String] { others }

  func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? { nil }

  func target(of identity: ResourceIdentity, until deadline: Instant) -> String? { node }

  func privateName(of node: String, until deadline: Instant) -> String? { "\(node)-priv" }
}
