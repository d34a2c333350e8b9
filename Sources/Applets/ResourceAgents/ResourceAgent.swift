internal import Model
internal import Platform
internal import Render

/// One of the resource agents that Pacemaker calls by a link below its directory of agents.
///
/// The cluster calls it with one word, the action, and says everything else in the environment: OCF Resource Agent API 1.1,
/// section 2.4.
protocol ResourceAgent: SendableMetatype {
  /// What is to be said about it.
  static var manual: AgentManual { get }

  /// Whether what configures the resource of this call is a file of this node, and not the cluster's.
  static var isConfiguredHere: Bool { get }

  /// Does an action of its manual that needs more than the manual; a failure that is thrown is answered by its meaning.
  static func perform(_ call: AgentCall) throws(Failure) -> AgentAnswer
}

extension ResourceAgent {
  static var isConfiguredHere: Bool { false }
}

/// One call of a resource agent: what its environment says.
struct AgentCall {
  let action: String
  let identity: ResourceIdentity
  /// Milliseconds between two of a monitor that recurs; 0 for the first look, and for every other action.
  let interval: Int
  /// How thorough validate-all is: OCF Resource Agent API 1.1, section 2.3, OCF_CHECK_LEVEL.
  let checkLevel: Int

  /// The group of a resource of a cluster that knows of none.
  static let group = "pacemaker"

  /// The call of an action that an environment makes.
  init(of manual: AgentManual, _ action: String) throws(Failure) {
    self.action = action
    guard let resource = Environment["OCF_RESOURCE_INSTANCE"], !resource.isEmpty else {
      throw Failure(.noInstance, manual.fullName)
    }
    identity = try ResourceIdentity(
      resource: resource, group: AgentCall.group, type: manual.fullName)
    interval = Environment["OCF_RESKEY_CRM_meta_interval"].flatMap { Int(outside: $0) } ?? 0
    checkLevel = Environment["OCF_CHECK_LEVEL"].flatMap { Int(outside: $0) } ?? 0
  }
}

/// The resource agents, and how they are called.
enum ResourceAgents {
  static let all: [any ResourceAgent.Type] = [
    GuestAgent.self, GroupAgent.self, ReadinessAgent.self, ServiceAgent.self,
  ]

  /// The one that a word names: the name of its link, or its full name.
  static func find(_ word: String) -> (any ResourceAgent.Type)? {
    all.first { word == $0.manual.type || word == $0.manual.fullName }
  }

  /// Does what the cluster, or somebody at a prompt, asks of an agent; its exit status.
  static func run(_ agent: any ResourceAgent.Type, _ arguments: [String]) -> Int32 {
    let manual = agent.manual
    guard arguments.count == 1, let action = arguments.first else {
      Output.page(AgentUsage.text(manual), isComplaint: true)
      return OCFStatus.badCall.rawValue
    }
    switch action {
    case "meta-data":
      do throws(Failure) {
        try Output.answer(ResourceAgentMetadata.render(manual))
        return OCFStatus.success.rawValue
      } catch {
        Output.complain(error.description)
        return OCFStatus.failed.rawValue
      }
    case "usage", "help", "--help":
      Output.page(AgentUsage.text(manual))
      return 0
    default:
      break
    }
    guard manual.actions.contains(where: { $0.name == action }) else {
      let near = Spelling.nearest(to: action, among: manual.actions.map(\.name))
      let hint = near.map { "; did you mean \($0)?" } ?? ""
      Output.complain("\(manual.fullName) has no action '\(action)'\(hint)")
      Output.page(AgentUsage.text(manual), isComplaint: true)
      return OCFStatus.unimplemented.rawValue
    }
    let answer: AgentAnswer
    do throws(Failure) {
      answer = try agent.perform(AgentCall(of: manual, action))
    } catch {
      let names = ["RESOURCE": Environment["OCF_RESOURCE_INSTANCE"] ?? ""]
      Output.complain(error.naming(names).description)
      // A stop that failed for whatever reason is one that proves nothing.
      answer =
        action == "stop"
        ? AgentAnswer(.failed, error.sentence)
        : AgentAnswer(error, ofThisNode: agent.isConfiguredHere)
    }
    if !answer.reason.isEmpty, answer.status != .success { explain(answer.reason) }
    return answer.status.rawValue
  }

  /// Tells the cluster why, by the mark that it looks for in what an agent says: ra-dev-guide, "ocf_exit_reason".
  static func explain(_ reason: String) {
    Output.complain("ocf-exit-reason:\(reason)")
  }
}

/// What an agent says to somebody who called it in a wrong way.
enum AgentUsage {
  static func text(_ manual: AgentManual) -> String {
    let rows = manual.actions.map { ($0.name, $0.help) } + [("usage", "show this")]
    return
      (["Usage: \(manual.type) ACTION", "\(manual.fullName) - \(manual.summary)", "", "Actions:"]
      + HelpText.columns(rows)).joined(separator: "\n")
  }
}
