internal import Agent
internal import Frameworks
internal import Model
internal import Platform

/// The whole cluster, node after node: drained, worked on by a command of the caller's, and taken back.
struct DrainRound {
  private let command: DrainCommand
  private let words: [String]
  private let program: String
  private let wait: Duration

  /// - Parameter each: the command's words; the node's name is added.
  init(_ command: DrainCommand, _ each: String, wait: Duration) throws(Failure) {
    (self.command, self.wait) = (command, wait)
    words = try Words.split(each)
    // As the caller's own shell would find it.
    guard let first = words.first,
      let found = Files.program(first, path: Environment["PATH"] ?? "/usr/bin:/bin")
    else { throw Failure(.cannotRun, words.first ?? "--each") }
    program = found
  }

  /// Every node, this one last.
  private func nodes() throws(Failure) -> [String] {
    let moment = try command.cluster.look()
    for node in moment.state.nodes where !moment.isAtWork(node.name) {
      throw Failure(
        .cannotDrain, node.name, cause: "it is offline, in standby or in maintenance")
    }
    let names = moment.state.nodes.map(\.name).sorted()
    return names.filter { $0 != command.own } + names.filter { $0 == command.own }
  }

  /// Shows the plan of each as things are now.
  func plan() throws(Failure) -> Int32 {
    var status: Int32 = 0
    for node in try nodes() { status = max(status, try command.plan(node)) }
    return status
  }

  /// Goes round; it stops at the first failure.
  func run() throws(Failure) -> Int32 {
    try command.alone("*") { () throws(Failure) in
      for node in try nodes() {
        let status = try command.empty(node)
        if status != 0 { return status }
        try work(on: node)
        try waitForMember(node)
        let back = try command.bringBack(node)
        if back != 0 { return back }
      }
      return 0
    }
  }

  private func work(on node: String) throws(Failure) {
    command.display.note("\(words.joined(separator: " ")) \(node)")
    let signals = command.interrupts
    let ending: Completion.Ending?
    do throws(SystemError) {
      let child = try Child(
        Command(
          program, Array(words.dropFirst()) + [node], name: words.first, environment: nil),
        streams: Streams(output: command.display.isJSON ? 2 : 1, errors: 2))
      let ready = Poll.wait(
        [.readable(child.handle)] + (signals.map { [.readable($0.handle)] } ?? []), until: nil)
      if ready?.contains(child.handle) != true {
        _ = signals?.came(within: .zero)
        Signal.send(Signal.terminate, toGroup: child.pid)
        ending = child.wait(until: Clock.now + .seconds(10))
        if ending == nil { child.end() }
      } else {
        ending = child.wait(until: nil)
      }
    } catch { throw Failure(.roundStopped, node, cause: "\(program): \(error.description)") }
    if signals?.hasCome == true {
      throw Failure(.roundStopped, node, cause: "somebody asked for the end of \(program)")
    }
    guard ending == .exited(0) else {
      let words =
        switch ending {
        case .exited(let status): "exited with status \(status)"
        case .signalled(let number): "was ended by signal \(number)"
        case .timedOut, nil: "did not end"
        }
      throw Failure(.roundStopped, node, cause: "\(program) \(words)")
    }
  }

  /// Waits until the node is a member of the cluster.
  private func waitForMember(_ node: String) throws(Failure) {
    let deadline = Clock.now + wait
    while true {
      if let there = try? command.cluster.look().node(node), there.isOnline, !there.isUnclean {
        return
      }
      if command.interrupts?.came(within: .seconds(1)) != false {
        throw Failure(.roundStopped, node, cause: "somebody asked for the end")
      }
      if Clock.now > deadline {
        throw Failure(.roundStopped, node, cause: "it is no member after \(wait.readable)")
      }
    }
  }
}
