internal import Frameworks
internal import Model
internal import Platform
internal import Render

/// How a command of Solaris Cluster changes a Pacemaker cluster: one change of its configuration, and then the wait for what was asked for.
///
/// Whatever ends the command, the cluster goes on with what it was told; the same call waits for it again.
extension ClusterCommand {
  /// What of the state that is waited for is there.
  enum Verdict {
    case reached
    /// It may come yet.
    case pending(String)
    /// It has failed, unless the cluster goes on.
    case failing(String)
    /// It does not come.
    case failed(String)
  }

  private static let patience = Duration.seconds(60)

  func moment() throws(Refusal) -> ClusterMoment {
    guard let moment = sight.moment else {
      throw Refusal(Exit.silent, "this machine is no node of a Pacemaker cluster")
    }
    return moment
  }

  func edit() throws(Refusal) -> ClusterEdit { ClusterEdit(try moment().whole) }

  func base() throws(Refusal) -> InformationBase { try moment().base }

  /// Says what is done, with -v.
  func say(_ words: String) {
    if call.has("verbose") { Output.line("\(call.name): \(words)") }
  }

  // MARK: The change

  /// Changes the cluster's configuration as a whole, or not at all. What others have changed meanwhile stays.
  func apply(_ edit: ClusterEdit, _ purpose: String) throws(Refusal) {
    say(purpose)
    let end = Clock.now + ClusterCommand.patience
    let (old, new) = (try moment().whole, edit.whole)
    do throws(Failure) {
      // cibadmin cannot patch a file, which nobody else changes.
      if PacemakerTools.isOnFile {
        _ = try PacemakerTools.ask(
          "cibadmin", ["--replace", "--xml-pipe"], input: Array(new.text.utf8), until: end)
        return
      }
      let patch = try ClusterCopy.of(Array(old.text.utf8)) { copy throws(Failure) in
        try copy.patch(to: Array(new.text.utf8), until: end)
      }
      guard let patch else { return }
      _ = try PacemakerTools.ask(
        "cibadmin", ["--patch", "--xml-pipe"], input: patch, until: end)
    } catch { throw Refusal(error) }
  }

  /// Where a group would be if the cluster were changed so; the cluster's own scheduler is asked.
  func forecast(_ edit: ClusterEdit, of anchor: String) throws(Refusal) -> [String] {
    do throws(Failure) {
      return try ClusterCopy.of(Array(edit.whole.text.utf8)) { copy throws(Failure) in
        try Scheduler(copy).settle().places(of: anchor)
      }
    } catch { throw Refusal(error) }
  }

  /// Has the cluster forget the failures of resources, so that they are started where they failed before.
  func forget(_ resources: [String]) throws(Refusal) {
    guard !PacemakerTools.isOnFile else { return }
    for name in resources where groups.hasFailed(name) {
      say("forget the failures of \(name)")
      do throws(Failure) {
        _ = try PacemakerTools.ask(
          "crm_resource", ["--refresh", "--resource", name],
          until: Clock.now + ClusterCommand.patience)
      } catch { throw Refusal(error) }
    }
  }

  // MARK: The wait

  /// Waits until the cluster is in the asked state.
  ///
  /// - Throws: why it is not, when the cluster has failed, has nothing left to do, or takes longer than `seconds`.
  func wait(_ seconds: Int, _ verdict: (ResourceGroups) throws(Failure) -> Verdict)
    throws(Refusal)
  {
    // A file does nothing.
    guard !PacemakerTools.isOnFile else { return }
    let end = Clock.now + .seconds(seconds)
    var (last, restful) = ("", 0)
    repeat {
      Clock.sleep(until: Clock.now + .milliseconds(500))
      let found: Verdict
      do throws(Failure) {
        let sight = ClusterSight()
        // While the cluster is at work it may not know for a moment.
        guard let groups = try? sight.groups(), let moment = sight.moment else { continue }
        found = ClusterCommand.look(groups, verdict)
        // One that has just been told may not have begun yet, so one look at one that rests is not enough.
        if case .reached = found { return }
        restful = try isAtRest(moment) ? restful + 1 : 0
      } catch {
        last = error.description
        continue
      }
      switch found {
      case .reached: return
      case .failed(let words): throw Refusal(Exit.method, words)
      case .failing(let words):
        last = words
        if restful >= 2 { throw Refusal(Exit.method, words) }
      case .pending(let words):
        last = words
        if restful >= 6 { throw Refusal(Exit.method, words) }
      }
    } while Clock.now < end
    throw Refusal(Exit.state, "not done after \(seconds) seconds: \(last)")
  }

  /// Waits until the cluster has nothing to do.
  func rest(_ seconds: Int) throws(Refusal) {
    guard !PacemakerTools.isOnFile else { return }
    let end = Clock.now + .seconds(seconds)
    var restful = 0
    repeat {
      Clock.sleep(until: Clock.now + .milliseconds(500))
      let sight = ClusterSight()
      guard (try? sight.groups()) != nil, let moment = sight.moment else { continue }
      restful = (try? isAtRest(moment)) == true ? restful + 1 : 0
      if restful >= 3 { return }
    } while Clock.now < end
    throw Refusal(Exit.state, "the cluster is still at work after \(seconds) seconds")
  }

  /// What is there; where it cannot be known it may come yet.
  private static func look(
    _ groups: ResourceGroups, _ verdict: (ResourceGroups) throws(Failure) -> Verdict
  ) -> Verdict {
    do throws(Failure) { return try verdict(groups) } catch { return .pending(error.cause) }
  }

  private func isAtRest(_ moment: ClusterMoment) throws(Failure) -> Bool {
    let histories = moment.whole.first("status")?.everywhere("lrm_rsc_op") ?? []
    guard !histories.contains(where: { $0["op-status"] == "-1" }) else { return false }
    return try ClusterCopy.of(Array(moment.whole.text.utf8)) { copy throws(Failure) in
      try Scheduler(copy).isAtRest()
    }
  }

  /// Whether a group is online with all that is enabled in it, on a node if one is named.
  static func online(_ name: String, on node: String? = nil)
    -> (ResourceGroups) throws(Failure) -> Verdict
  {
    { groups throws(Failure) in
      guard let group = groups.group(name) else { return .failed("\(name) is gone") }
      let places = groups.places(of: group)
      var failing: String?
      for member in group.resources.compactMap(groups.resource) where member.isEnabled {
        for other in group.nodes {
          switch try groups.state(of: member, on: other) {
          case .stopFailed: return .failed("\(member.name) failed to stop on \(other)")
          case .startFailed:
            let said = try groups.status(of: member, on: other).message
            failing = "\(member.name) failed to start on \(other): \(said)"
          case .online, .notMonitored: continue
          case .offline where !places.contains(other): continue
          case .offline, .starting, .stopping:
            let said = groups.lastFailure(of: member).map { ": \($0)" } ?? ""
            return failing.map(Verdict.failing)
              ?? .pending("\(member.name) is not online on \(other)\(said)")
          }
        }
      }
      if let failing { return .failing(failing) }
      guard let place = places.first, places.count == 1, node == nil || node == place else {
        return .pending("\(name) is not online\(node.map { " on \($0)" } ?? "")")
      }
      return .reached
    }
  }

  /// Whether a group is offline on every node.
  static func offline(_ name: String) -> (ResourceGroups) throws(Failure) -> Verdict {
    { groups throws(Failure) in
      guard let group = groups.group(name) else { return .reached }
      if let member = try stopFailed(group.resources, groups) { return .failed(member) }
      for node in group.nodes {
        guard [.offline, .unmanaged].contains(try groups.state(of: group, on: node)) else {
          return .pending("\(name) is not offline on \(node)")
        }
      }
      return groups.places(of: group).isEmpty ? .reached : .pending("\(name) is not offline")
    }
  }

  /// Whether resources are offline on every node.
  static func offline(resources: [String]) -> (ResourceGroups) throws(Failure) -> Verdict {
    { groups throws(Failure) in
      if let member = try stopFailed(resources, groups) { return .failed(member) }
      for resource in resources.compactMap(groups.resource) {
        for node in groups.group(resource.group)?.nodes ?? [] {
          let state = try groups.state(of: resource, on: node)
          if state != .offline, state != .startFailed {
            return .pending("\(resource.name) is not offline on \(node)")
          }
        }
      }
      return .reached
    }
  }

  private static func stopFailed(_ resources: [String], _ groups: ResourceGroups)
    throws(Failure) -> String?
  {
    for resource in resources.compactMap(groups.resource) {
      for node in groups.group(resource.group)?.nodes ?? []
      where try groups.state(of: resource, on: node) == .stopFailed {
        return
          "\(resource.name) failed to stop on \(node); stop it there by hand, then clresource clear -f STOP_FAILED -n \(node) \(resource.name)"
      }
    }
    return nil
  }
}
