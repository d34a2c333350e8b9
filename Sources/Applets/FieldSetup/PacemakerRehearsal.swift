internal import Frameworks
internal import Model
internal import Platform
internal import Render

/// A plan tried on a copy of the cluster's configuration by Pacemaker's own tools, before its first step.
///
/// It is made where the plan is tried, and gone afterwards.
struct PacemakerRehearsal {
  private let copy: ClusterCopy

  /// Tries a plan.
  ///
  /// - Parameters:
  ///   - removing: whether the plan removes the resource. Its guest may run, and on the copy nothing stops it.
  ///   - judge: has a say about what came of it: told how everything was before, and the copy on which it is as the plan has it.
  /// - Throws: `.notValid` with what the tools say, or what `judge` does.
  static func perform(
    _ plan: RegistrationPlan, of resource: String, removing: Bool = false,
    judge: (_ before: [UInt8], ClusterCopy) throws(Failure) -> Void = { _, _ in }
  ) throws(Failure) {
    let deadline = Clock.now + .seconds(120)
    let present = try PacemakerTools.wholeBase(until: deadline)
    try ClusterCopy.of(present) { copy throws(Failure) in
      try PacemakerRehearsal(copy: copy).perform(
        plan, resource, removing, present, until: deadline)
      try judge(present, copy)
    }
  }

  private func perform(
    _ plan: RegistrationPlan, _ resource: String, _ removing: Bool, _ present: [UInt8],
    until deadline: Instant
  ) throws(Failure) {
    let before = try verdict(until: deadline)
    for step in plan.steps {
      guard let command = command(step.action) else { continue }
      let answer = try run(command, until: deadline)
      guard answer.succeeded else {
        let said = PacemakerRehearsal.complaints(answer).joined(separator: "; ")
        throw Failure(.notValid, resource, cause: "to \(step.purpose): \(said)")
      }
    }
    if removing {
      let anchor = try InformationBase(parsing: present).anchor(before: resource)?.id
      for name in [resource, Readiness.resource, anchor].compactMap(\.self) {
        try forgetHistory(of: name, until: deadline)
      }
    }
    let worse = try verdict(until: deadline).filter { !before.contains($0) }
    if !worse.isEmpty {
      throw Failure(.notValid, resource, cause: worse.joined(separator: "; "))
    }
  }

  /// Whether a command asks or waits for a cluster, which no file can answer for.
  static func needsCluster(_ words: [String]) -> Bool {
    // What a node says goes by a daemon, and into no configuration.
    if words.first == "crm_attribute" { return words.contains("reboot") }
    return ["--wait", "--refresh", "--cleanup"].contains { word in
      words.first == "crm_resource" && words.contains(word)
    }
  }

  /// A step that changes the configuration; nil for one that asks, or waits for a cluster.
  private func command(_ action: RegistrationStep.Action) -> Command? {
    switch action {
    case .run(let words):
      guard let tool = words.first, PacemakerTools.has(tool),
        !PacemakerRehearsal.needsCluster(words)
      else { return nil }
      return copy.command(tool, Array(words.dropFirst()))
    case .feed(let words, let input):
      guard let tool = words.first else { return nil }
      var command = copy.command(tool, Array(words.dropFirst()))
      command.input = input
      return command
    default: return nil
    }
  }

  /// Removes what the copy's status has of a resource; crm_verify warns of one that runs and is not configured.
  private func forgetHistory(of resource: String, until deadline: Instant) throws(Failure) {
    let history = "//lrm_resource[@id='\(resource)']"
    _ = try run(
      copy.command("cibadmin", ["--delete-all", "--force", "--xpath", history]),
      until: deadline)
  }

  private func verdict(until deadline: Instant) throws(Failure) -> [String] {
    let answer = try run(
      PacemakerTools.command("crm_verify", ["--xml-file", copy.file, "--verbose"]), until: deadline)
    return PacemakerRehearsal.complaints(answer)
  }

  private func run(_ command: Command, until deadline: Instant) throws(Failure) -> Completion {
    do throws(SystemError) { return try ChildProcess.run(command, until: deadline) } catch {
      throw Failure(.clusterSilent, "crm_verify", cause: error.description)
    }
  }

  /// What a tool of Pacemaker says that is wrong, a line each, without what it begins its lines with.
  static func complaints(_ answer: Completion) -> [String] {
    answer.errorText.split(separator: "\n").map { line in
      var words = String(line).trimmed
      if words.hasPrefix("("), let end = words.firstIndex(of: ")") {
        words = String(words[words.index(after: end)...]).trimmed
      }
      return words
    }.filter { !$0.isEmpty }
  }
}
