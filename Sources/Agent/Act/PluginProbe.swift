internal import Hypervisors
internal import Model
internal import Platform

/// The site's own check of a guest, run with a deadline of its own.
struct PluginProbe {
  private let context: MethodContext
  private let line: String

  init(_ context: MethodContext, _ line: String) {
    (self.context, self.line) = (context, line)
  }

  /// Its verdict: 0, 1 to 100 and 201 count as given; any other status and a signal are 100, and so is a program that
  /// cannot be run; a time-out is Plugin_timeout_status.
  func run() -> ProbeStatus {
    let values = context.configuration.values
    let limit = values.seconds(.pluginTimeout)
    do {
      let words = try PluginProbe.words(line)
      let completion = try PluginProbe.start(
        words, until: context.deadline(limit, before: context.budget.mark(percent: 95)))
      switch completion.ending {
      case .exited(let status):
        if status != 0 {
          context.log.write(.warning, "plug-in probe says \(status): \(lastLine(completion))")
        }
        return ProbeStatus(pluginStatus: status)
      case .signalled(let number):
        context.log.write(.error, "plug-in probe was ended by signal \(number)")
        return .failed
      case .timedOut:
        context.log.write(
          .warning, "plug-in probe gave no answer within \(completion.elapsed.readable)")
        return ProbeStatus(weight: values.integer(.pluginTimeoutStatus))
      }
    } catch {
      context.log.write(error)
      return .failed
    }
  }

  /// The words of the command, the first an absolute path of a program.
  static func words(_ line: String) throws(Failure) -> [String] {
    let words = try Words.split(line)
    guard let program = words.first, program.hasPrefix("/"), Files.isExecutable(program) else {
      throw Failure(.pluginProbe, "Plugin_probe", cause: "'\(words.first ?? "")'")
    }
    return words
  }

  private static func start(_ words: [String], until deadline: Instant) throws(Failure)
    -> Completion
  {
    do {
      return try ChildProcess.run(Command(words[0], Array(words.dropFirst())), until: deadline)
    } catch { throw Failure(.pluginProbe, words[0], cause: error.reason) }
  }

  private func lastLine(_ completion: Completion) -> String {
    let text = completion.errors.isEmpty ? completion.text : completion.errorText
    return String((text.split(separator: "\n").last ?? "").prefix(300))
  }
}
