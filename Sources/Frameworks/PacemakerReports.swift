public import Model
internal import Platform

/// What Pacemaker is told from outside its actions: that a resource died, or that it has gone to another node.
extension Pacemaker {
  /// Whether Pacemaker keeps a resource: its type is one of the cluster's agents.
  public static func keeps(_ identity: ResourceIdentity) -> Bool { identity.type.hasPrefix("ocf:") }

  /// Pacemaker knows where its resources run: it looks before it starts one.
  public var knowsPlacement: Bool { true }

  /// An action is told its own time-out and no other.
  public var timesOnlyTheCall: Bool { true }

  /// Has the cluster fail the resource on this node, if it keeps the resource, and here.
  ///
  /// One --fail was seen to count once or twice, and to count on a node where the resource does not run (Pacemaker 2.1.5), so
  /// it is said once, for this node by its name, and only while the resource is managed and runs here.
  public func report(deathOf identity: ResourceIdentity, until deadline: Instant) -> DeathReport {
    do throws(Failure) {
      let node = try ownNode(until: deadline)
      let place = try place(of: identity, until: deadline)
      guard place.isManaged || place.isHeldAfterMove else {
        return .needless("the resource is not managed")
      }
      guard place.nodes.contains(node) else { return .needless("the cluster has it elsewhere") }
      if place.isHeldAfterMove {
        // A cluster that does nothing about the resource minds no failure; what it finds out by itself it does.
        try lookAgain(for: identity, until: deadline)
        return .told
      }
      try ask(
        "crm_resource", ["--fail", "--resource", identity.resource, "--node", node],
        until: deadline)
      return .told
    } catch {
      return .failed(error.sentence)
    }
  }

  /// Has the cluster look for the resource again on every node, and waits until it has found it on another one.
  public func withdraw(_ identity: ResourceIdentity, _ reason: String) -> Bool {
    let deadline = Clock.now + .seconds(30)
    do throws(Failure) {
      let node = try ownNode(until: deadline)
      let place = try place(of: identity, until: deadline)
      guard place.isManaged || place.isHeldAfterMove else { return false }
      // By force it is this one alone and not its whole group.
      // It waits for every node, also for one on which corosync runs alone and nobody answers; the others look even so.
      var failure: Failure?
      do throws(Failure) {
        try lookAgain(for: identity, until: min(deadline, Clock.now + .seconds(20)))
      } catch { failure = error }
      repeat {
        // While the cluster asks its nodes it may give no answer; that is no reason to give up.
        if let place = try? self.place(of: identity, until: deadline), !place.nodes.isEmpty,
          !place.nodes.contains(node)
        {
          return true
        }
        if let failure { throw failure }
        Clock.sleep(until: Clock.now + .milliseconds(500))
      } while Clock.now < deadline
      throw Failure(
        .clusterSilent, "crm_mon", cause: "it has \(identity.resource) on no other node after 30 s")
    } catch {
      warn(identity, error)
      return false
    }
  }

  /// The other members of this node's partition; one that was fenced is none of them.
  public func neighbours(of identity: ResourceIdentity, until deadline: Instant) -> [String] {
    do throws(Failure) {
      let own = try ownNode(until: deadline)
      let answer = try ask("crm_node", ["--partition"], until: deadline)
      return String(decoding: answer, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        .map(String.init).filter { $0 != own }
    } catch {
      warn(identity, error)
      return []
    }
  }

  /// Every other node that the cluster has ever known: a line `1 node1 member` each, the last word `lost` for one that is away.
  public func everyNode(of identity: ResourceIdentity, until deadline: Instant) -> [String] {
    do throws(Failure) {
      let own = try ownNode(until: deadline)
      let answer = try ask("crm_node", ["--list"], until: deadline)
      return String(decoding: answer, as: UTF8.self).split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ").map(String.init)
        return words.count >= 2 && MoveTarget.isName(words[1]) && words[1] != own ? words[1] : nil
      }
    } catch {
      warn(identity, error)
      return []
    }
  }

  /// Whether Pacemaker itself runs there, and not corosync alone.
  public func watches(_ node: String, for identity: ResourceIdentity, until deadline: Instant)
    -> Bool
  {
    do throws(Failure) {
      let answer = try ask(
        "crm_mon", ["--output-as=xml", "--one-shot", "--include=none,nodes"], until: deadline)
      let nodes = try XMLElement(parsing: answer).first("nodes")?.all("node") ?? []
      return nodes.contains {
        $0["name"] == node && $0["online"] == "true" && $0["pending"] != "true"
          && $0["maintenance"] != "true"
      }
    } catch {
      warn(identity, error)
      return false
    }
  }

  /// By the history of its fencing, which is kept while a node of the cluster is at work.
  public func hasFenced(_ node: String, since time: Int64, until deadline: Instant) -> Bool {
    guard let answer = try? ask("crm_mon", FenceHistory.arguments, until: deadline),
      let history = try? FenceHistory(parsing: answer)
    else { return false }
    return history.hasFenced(node, since: time)
  }

  /// In an attribute of this node, which crm_mon --show-node-attributes shows and which goes when the node leaves the cluster.
  public func note(
    failedMove reason: String?, of identity: ResourceIdentity, until deadline: Instant
  ) {
    do throws(Failure) {
      try set(ClusterState.moveAttribute(identity.resource), to: reason, until: deadline)
    } catch { warn(identity, error) }
  }

  /// In two attributes of this node (`Readiness.attribute`), the reason first where it counts against the node.
  public func note(
    _ readiness: Readiness, of identity: ResourceIdentity, until deadline: Instant
  ) -> Bool {
    // Such a call may be where no cluster is.
    if Pacemaker.isCalledByHand({ Environment[$0] }) { return false }
    let reason = readiness.reason.isEmpty ? nil : readiness.reason
    let words = (Readiness.reasonAttribute(identity.resource), reason)
    let number = (Readiness.attribute(identity.resource), readiness.attribute)
    do throws(Failure) {
      for (name, value) in reason == nil ? [number, words] : [words, number] {
        try set(name, to: value, until: deadline)
      }
      return true
    } catch {
      warn(identity, error)
      return false
    }
  }

  /// Gives this node an attribute that goes when the node leaves the cluster; nil takes it away.
  private func set(_ attribute: String, to value: String?, until deadline: Instant)
    throws(Failure)
  {
    let place = [
      "--lifetime", "reboot", "--node", try ownNode(until: deadline), "--name", attribute,
    ]
    let change = value.map { ["--update", String($0.prefix(500))] } ?? ["--delete"]
    try ask("crm_attribute", place + change, until: deadline)
  }

  /// By the attribute that the cluster sets when a node asks it for leave: the time of that, and 0 or none else.
  public func isStopping(until deadline: Instant) -> Bool {
    guard let node = try? ownNode(until: deadline),
      let answer = try? ask(
        "cibadmin",
        ["--query", "--xpath", "//node_state[@uname='\(node)']//nvpair[@name='shutdown']"],
        until: deadline),
      let pair = try? XMLElement(parsing: answer)
    else { return false }
    let found = pair.name == "nvpair" ? pair : pair.everywhere("nvpair").first
    return !["0", "", nil].contains(found?["value"])
  }

  /// Has the cluster look for the resource on every node, and forget its failures.
  public func lookAgain(for identity: ResourceIdentity, until deadline: Instant) throws(Failure) {
    try ask(
      "crm_resource", ["--refresh", "--force", "--resource", identity.resource], until: deadline)
  }

  /// The variable in which the cluster tells every action, and what an action leaves behind, how this node is called.
  static let onNode = "OCF_RESKEY_CRM_meta_on_node"

  /// What the cluster calls this node.
  public func ownNode(until deadline: Instant) throws(Failure) -> String {
    if let name = Environment[Pacemaker.onNode], !name.isEmpty { return name }
    let answer = String(
      decoding: try ask("crm_node", ["--name"], until: deadline), as: UTF8.self)
    guard let name = answer.split(separator: "\n").first.map(String.init) else {
      throw Failure(.clusterSilent, "crm_node --name", cause: "it names no node")
    }
    return name
  }

  /// As crm_mon says.
  public func elsewhere(_ identity: ResourceIdentity, until deadline: Instant) -> [String]? {
    guard let place = try? place(of: identity, until: deadline),
      let own = try? ownNode(until: deadline)
    else { return nil }
    return place.isManaged && !place.nodes.contains(own) ? place.nodes : nil
  }

  private func place(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> ResourcePlace
  {
    let answer = try ask(
      "crm_mon",
      ["--output-as=xml", "--one-shot", "--include=none,resources,failures", "--inactive"],
      until: deadline)
    let text = String(decoding: answer, as: UTF8.self)
    guard let place = ResourcePlace(of: identity.resource, in: text) else {
      throw Failure(
        .clusterSilent, "crm_mon", cause: "it does not say where \(identity.resource) is")
    }
    return place
  }

  /// One question gets no more than a part of what there is.
  @discardableResult
  private func ask(_ tool: String, _ arguments: [String], until deadline: Instant)
    throws(Failure) -> [UInt8]
  {
    try question(tool, arguments, min(deadline, Clock.now + .seconds(20)))
  }
}

/// What came of a report of a death.
public enum DeathReport: Equatable, Sendable {
  /// The framework knows.
  case told
  /// There is nobody to be told, for this reason.
  case needless(String)
  /// It could not be told; its next probe will see it.
  case failed(String)
}

/// Where a cluster has a resource, as crm_mon(8) writes it in XML.
struct ResourcePlace: Equatable {
  /// Whether the cluster would act on it: neither unmanaged nor in maintenance.
  let isManaged: Bool
  /// Whether it does not because a live migration failed, and left the guest where it was: on-fail=block of migrate_to.
  let isHeldAfterMove: Bool
  /// The nodes that it is active on.
  let nodes: [String]

  init(isManaged: Bool, isHeldAfterMove: Bool = false, nodes: [String]) {
    (self.isManaged, self.isHeldAfterMove, self.nodes) = (isManaged, isHeldAfterMove, nodes)
  }

  /// Reads the element of a resource; nil when there is none, and from an answer that is not whole: cut within a node's name it
  /// would have the resource on another one.
  init?(of resource: String, in text: String) {
    guard let answer = try? XMLElement(parsing: Array(text.utf8)),
      let element = answer.everywhere("resource").first(where: { $0.id == resource })
    else { return nil }
    isManaged = element["managed"] == "true"
    let failed = answer.everywhere("failure").compactMap { $0["op_key"] }
    isHeldAfterMove =
      element["blocked"] == "true" && failed.contains("\(resource)_migrate_to_0")
      && !failed.contains("\(resource)_stop_0")
    nodes = element.all("node").compactMap { $0["name"] }
  }
}
