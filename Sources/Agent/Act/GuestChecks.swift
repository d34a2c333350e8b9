internal import Hypervisors
internal import Model
internal import Platform

/// Runs the checks of a guest, each within its own time.
struct GuestChecks {
  private let context: MethodContext

  init(_ context: MethodContext) { self.context = context }

  /// What came out of a check.
  enum Outcome: Equatable {
    case passed
    case failed(String)
    /// It could not be made, for a reason that is not the guest's.
    case unjudged(String)
  }

  /// Runs one.
  ///
  /// - Parameter ends: when it has to have ended, whatever time is its own.
  func run(_ check: GuestCheck, _ answers: GuestAnswers, until ends: Instant) -> Outcome {
    let deadline = min(ends, Clock.now + .seconds(Int64(check.timeout)))
    return switch check.kind {
    case .agent: agent(until: deadline)
    case .tcp(let address, let port): connect(to: address, port, until: deadline)
    case .console(let text):
      // What was said once since the boot stays said.
      answers.passed.contains(check.name)
        ? .passed : console(text, after: answers.consoleLength, until: deadline)
    case .plugin(let words): plugin(words, until: deadline)
    }
  }

  private func agent(until deadline: Instant) -> Outcome {
    guard let interior = context.driver.interior else {
      return .unjudged("\(context.driver.name) knows no guest agent")
    }
    return switch interior.agent(of: context.guest, until: deadline) {
    case .answers: .passed
    case .silent(let reason): .failed(reason)
    case .unequipped: .unjudged("the guest has no channel for a guest agent")
    case .unknown(let reason): .unjudged(reason)
    }
  }

  private func connect(to address: String, _ port: UInt16, until deadline: Instant) -> Outcome {
    do throws(SystemError) {
      try TCP.connect(to: address, port: port, until: deadline)
      return .passed
    } catch {
      // A node with no route, or with no descriptor left, says nothing of the guest.
      return error.isOfThisNode ? .unjudged(error.description) : .failed(error.description)
    }
  }

  private func console(_ text: String, after length: Int64, until deadline: Instant) -> Outcome {
    do throws(Failure) {
      guard let file = try context.driver.interior?.console(of: context.guest, until: deadline)
      else { return .unjudged("its serial console is written to no file") }
      do throws(SystemError) {
        return try Files.holds(file, Array(text.utf8), after: length)
          ? .passed : .failed("'\(text)' is not in \(file) yet")
      } catch { return .unjudged(error.description) }
    } catch { return .unjudged(error.sentence) }
  }

  private func plugin(_ words: [String], until deadline: Instant) -> Outcome {
    do throws(SystemError) {
      let completion = try ChildProcess.run(
        Command(words[0], Array(words.dropFirst())), until: deadline)
      switch completion.ending {
      case .exited(0): return .passed
      case .exited(let status):
        let text = completion.errors.isEmpty ? completion.text : completion.errorText
        let last = (text.split(separator: "\n").last ?? "").prefix(200)
        return .failed("exit status \(status)\(last.isEmpty ? "" : ": \(last)")")
      case .signalled(let number): return .failed("signal \(number)")
      case .timedOut: return .failed("no answer within \(completion.elapsed.readable)")
      }
    } catch { return .unjudged(error.description) }
  }

  // MARK: While the guest runs

  /// The status that the checks of a guest that runs come to, and why.
  ///
  /// One that has not passed since the start is not counted before the time of a start is over: the guest may still be booting.
  ///
  /// - Parameter began: when this run of the guest came under our charge; nil where that is not on record.
  func judge(since began: Instant?) -> (status: ProbeStatus, reason: String) {
    let checks = context.configuration.guestChecks
    let memory = context.store.memory
    var answers = memory.answers
    let grace = context.configuration.values.seconds(.startTimeout)
    let mayBoot = began.map { Clock.now - $0 < grace } ?? false
    var (weight, reasons): (Int, [String]) = (0, [])
    for check in checks {
      switch run(check, answers, until: context.budget.mark(percent: 95)) {
      case .passed: answers.passed.insert(check.name)
      case .failed(let reason) where mayBoot && !answers.passed.contains(check.name):
        context.log.debug(1, "check \(check.name) has not passed yet: \(reason)")
      case .failed(let reason):
        weight += check.weight
        reasons.append("check \(check.name): \(reason)")
      case .unjudged(let reason):
        context.log.debug(1, "check \(check.name) is not counted: \(reason)")
      }
    }
    if answers != memory.answers { memory.keep(answers) }
    return (ProbeStatus(weight: weight), reasons.joined(separator: "; "))
  }
}
