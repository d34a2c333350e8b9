internal import Model
internal import Platform

/// `hatimerun`: runs a program and kills it when it takes too long (Contract, hatimerun).
enum HATimeRun: Applet {
  static let name = "hatimerun"
  static let manual = CommandManual(
    name: name, summary: "run a program with a time limit",
    options: [
      .init("t", "timeout", "SECONDS", required: true, "the limit"),
      .init("a", "abandon", nil, "leave the program running at the limit, and exit 99"),
      .init("d", "delay", nil, "count the time from when the program executes"),
      .init("v", "verbose", nil, "say on standard error what happens"),
      .init("e", "exit-code", "CODE", "the exit status at the limit instead of 99"),
      .init("k", "signal", "SIGNAL", "the signal that is sent at the limit instead of SIGKILL"),
      .init(
        "x", "threshold", "PERCENT",
        "say so on standard error when more of the limit was used than this"),
    ],
    operands: [
      .init("PROGRAM", "what to run"),
      .init("ARGUMENT", optional: true, repeats: true, "an argument of the program"),
    ],
    endsAtOperand: true,
    description: [
      "hatimerun runs PROGRAM, which gets a process group of its own, which is signalled as a whole. SIGTERM to "
        + "hatimerun kills the program as at the limit and makes the exit status 98.",
      "Careful in a Probe_command: 98 and 99 lie in the range of partial failures and count as such.",
    ],
    exits: [
      .init(
        "0..255", "what the program exited with; 128 and the signal's number if a signal ended it"),
      .init("98", "hatimerun itself failed"),
      .init("99", "the limit was reached, unless -e says otherwise"),
    ],
    examples: [.init("Give a check ten seconds", "hatimerun -t 10 /opt/acme/bin/check -q")],
    unverified: ["the exit status for a program that a signal ended"], seeAlso: ["pmfadm(8)"])

  private static let ownError: Int32 = 98
  private static let timedOut: Int32 = 99

  static func run(_ call: Call) throws(Failure) -> Int32 {
    do throws(Failure) {
      return try timed(call)
    } catch {
      Output.complain(error.description)
      return ownError
    }
  }

  private static func timed(_ call: Call) throws(Failure) -> Int32 {
    let limit = try call.integer("timeout", in: 1...1_000_000) ?? 1
    let status = try call.integer("exit-code", in: 0...255).map { Int32($0) } ?? timedOut
    let threshold = try call.integer("threshold", in: 1...100)
    let number = call["signal"].map(Signal.number(named:)) ?? Signal.kill
    guard let number, !(call.has("abandon") && call.has("signal")) else {
      throw Failure(.usage, call.name, cause: "-k needs a signal and conflicts with -a")
    }
    let name = call.operands[0]
    guard let program = Files.program(name, path: Environment["PATH"] ?? "/usr/bin:/bin") else {
      throw Failure(.cannotRun, name)
    }
    let before = Clock.now
    do throws(SystemError) {
      let signals = try SignalQueue([Signal.terminate])
      let child = try Child(
        // hatimerun(1M) gives the command the environment that it has itself.
        Command(program, Array(call.operands.dropFirst()), name: name, environment: nil),
        streams: .inherited)
      // The program executes by the time that it is known to have been started.
      let began = call.has("delay") ? Clock.now : before
      let ready = Poll.wait(
        [.readable(signals.handle), .readable(child.handle)], until: began + .seconds(limit))
      if let ready, ready.contains(child.handle) {
        let used = (Clock.now - began) * 100 / limit
        if let threshold, used > .seconds(threshold) {
          Output.complain("\(name): used \(Int(used.inSeconds)) % of \(limit) s")
        }
        return exitStatus(child.wait(until: nil))
      }
      if call.has("verbose") { Output.complain("\(name): not done after \(limit) s") }
      if ready == nil, call.has("abandon") { return timedOut }
      Signal.send(number, toGroup: child.pid)
      // A caller that asks for a gentler signal takes the risk that the program lives on; SIGKILL is waited for.
      if number == Signal.kill { _ = child.wait(until: Clock.now + .seconds(10)) }
      return ready == nil ? status : ownError
    } catch {
      throw Failure(.cannotRun, name, of: error)
    }
  }

  private static func exitStatus(_ ending: Completion.Ending?) -> Int32 {
    switch ending {
    case .exited(let status): status
    case .signalled(let number): 128 + number
    case .timedOut, nil: ownError
    }
  }
}
