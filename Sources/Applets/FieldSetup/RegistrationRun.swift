internal import Frameworks
internal import Model
internal import Platform
internal import Render

/// Does the steps of a plan, each shown before it is done.
struct RegistrationRun {
  let limit: Duration
  /// What the words in capitals of a remedy stand for, such as FILE.
  var names: [String: String] = [:]

  /// How it ended.
  enum Ending: Int32 {
    /// Every step was done, or there was none.
    case done = 0
    /// The first step failed, and did nothing.
    case nothingDone = 1
    /// A step failed; those before it are done.
    case halfDone = 3
    /// A step failed, and those before it were undone.
    case undone = 4
  }

  /// Does all the steps, or as many as succeed; with `undoing`, a failure takes back what was done.
  func perform(_ plan: RegistrationPlan, undoing: Bool) -> Ending {
    var done: [RegistrationStep] = []
    for step in plan.steps {
      Output.line("# \(step.purpose)")
      do throws(Failure) {
        try perform(step.action)
        done.append(step)
      } catch {
        Output.complain(error.naming(names).description)
        // A file is replaced or not; a command that failed may have done a part.
        if done.isEmpty, step.action.path != nil {
          Output.complain("nothing was done")
          return .nothingDone
        }
        if undoing || plan.isWhole, undo(step, done) { return .undone }
        Output.complain("\(done.count) of \(plan.steps.count) steps are done")
        if let word = plan.whenHalfDone { Output.complain(word) }
        return .halfDone
      }
    }
    return .done
  }

  /// Takes back what was done, the last first, and what the step that failed may have done of its work.
  private func undo(_ failed: RegistrationStep, _ done: [RegistrationStep]) -> Bool {
    Output.line("# undo what was done")
    // A command that failed may have done a part, as bringing a group online does; where it did nothing, this fails.
    for action in failed.undo { try? perform(action) }
    var isUndone = true
    for action in done.reversed().flatMap(\.undo) {
      do throws(Failure) {
        try perform(action)
      } catch {
        Output.complain(error.description)
        isUndone = false
      }
    }
    return isUndone
  }

  private func perform(_ action: RegistrationStep.Action) throws(Failure) {
    // What is there already, and is put back, may hold what we would refuse.
    let line = URIPassword.masked(RegistrationScript.line(action))
    Output.line(line)
    if case .run(let words) = action {
      if PacemakerTools.isOnFile, PacemakerRehearsal.needsCluster(words) { return }
      return try check(try run(words, line), line)
    }
    if case .feed(let words, let input) = action {
      return try check(try run(words, line, input: input), line)
    }
    if case .expect(let resource, let nodes) = action {
      return try PacemakerOutcome.expect(resource, on: nodes, line)
    }
    do throws(SystemError) {
      try change(action)
    } catch {
      throw Failure(.unwritable, action.path ?? line, of: error)
    }
  }

  private func change(_ action: RegistrationStep.Action) throws(SystemError) {
    switch action {
    case .run, .feed, .yield, .expect: break
    case .replace(let path, let content):
      try Trust.prepareDirectory(Files.parent(of: path), mode: 0o755)
      try Files.replace(path, with: content, mode: 0o600)
    case .remove(let path):
      try Files.remove(path, lastingly: true)
      Files.sweep(path)
      // A directory that was made for the file goes with it; one that holds more stays.
      try? Files.removeDirectory(Files.parent(of: path))
    case .removeDirectory(let path):
      for name in try Files.list(path) { try Files.remove("\(path)/\(name)") }
      try Files.removeDirectory(path)
      try? Files.removeDirectory(Files.parent(of: path))
    }
  }

  private func run(_ words: [String], _ line: String, input: [UInt8] = []) throws(Failure)
    -> Completion
  {
    var command = command(words)
    command.input = input
    do throws(SystemError) {
      return try ChildProcess.run(command, until: Clock.now + limit)
    } catch {
      throw Failure(.stepFailed, line, cause: error.description)
    }
  }

  private func check(_ answer: Completion, _ line: String) throws(Failure) {
    Output.write(Escapes.terminal(answer.text, keepingLines: true))
    for line in answer.errorText.split(separator: "\n") { Output.complain(String(line)) }
    switch answer.ending {
    case .exited(0): return
    case .exited(PacemakerOutcome.waitedTooLong) where line.contains(" --wait "):
      throw Failure(
        .stepFailed, line,
        cause: "the cluster has not come to rest; what it still has to do is listed above")
    case .exited(let status): throw Failure(.stepFailed, line, cause: "exit status \(status)")
    case .signalled(let number): throw Failure(.stepFailed, line, cause: "signal \(number)")
    case .timedOut:
      throw Failure(.stepFailed, line, cause: "not done after \(limit.readable)")
    }
  }

  /// One of our own names, a tool of Pacemaker, or a command of Solaris Cluster.
  private func command(_ words: [String]) -> Command {
    let name = words.first ?? ""
    let arguments = Array(words.dropFirst())
    if PacemakerTools.has(name) { return PacemakerTools.command(name, arguments) }
    // What a Solaris Cluster has under one of our names is the cluster's own there.
    return Registry.applets.contains { $0.name == name }
      && !Installation.clusterCommands.contains(name)
      ? Command(Environment.ownProgram, arguments, name: name)
      : Command("\(Locations.current.clusterPrograms)/bin/\(name)", arguments)
  }
}

extension RegistrationPlan {
  /// The same plan, unless a file of it would be kept where others may write: that is known before the first step.
  func trusted() throws(Problems) -> RegistrationPlan {
    var found: [String: Failure] = [:]
    for case .replace(let path, _) in steps.map(\.action) {
      let directory = Files.parent(of: path)
      if let objection = Trust.objection(toDirectory: directory) {
        found[directory] = Failure(.notOursAlone, directory, cause: objection)
      }
    }
    guard found.isEmpty else { throw Problems(found.values.sorted { $0.subject < $1.subject }) }
    return self
  }
}
