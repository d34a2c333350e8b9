internal import Hypervisors
internal import Model
internal import Platform

/// What a start waits for after it has booted the guest: that it answers.
struct ReadyGate {
  private let context: MethodContext
  private var values: PropertyValues { context.configuration.values }

  init(_ context: MethodContext) { self.context = context }

  /// Puts down, before the guest is booted, how long its console is, so that only what is said after that counts.
  static func prepare(_ context: MethodContext, until deadline: Instant) {
    let configuration = context.configuration
    let checks = configuration.readyChecks + configuration.guestChecks
    if checks.isEmpty { return }
    var answers = GuestAnswers()
    answers.isAwaited = !configuration.readyChecks.isEmpty
    let readsConsole = checks.contains { if case .console = $0.kind { true } else { false } }
    if readsConsole,
      let file = try? context.driver.interior?.console(of: context.guest, until: deadline)
    {
      answers.consoleLength = Files.information(file)?.size ?? 0
    }
    context.store.memory.keep(answers)
  }

  /// Waits until each check of Ready_check has passed. A start that finds the guest running waits only for what an earlier one was cut
  /// off from waiting for.
  ///
  /// - Parameter booted: when this start gave the order to boot it; nil when it did not.
  /// - Throws: `.endedBeforeReady`; `.neverReady` where that fails the start.
  func pass(booted: Instant?) throws(Failure) {
    let checks = context.configuration.readyChecks
    if checks.isEmpty { return }
    let memory = context.store.memory
    var answers = memory.answers
    guard answers.isAwaited else { return }
    let wait = values.integer(.readyTimeout)
    let last = context.budget.mark(percent: 92)
    let ends = wait == 0 ? last : min(last, Clock.now + .seconds(Int64(wait)))
    var missing: [String]
    repeat {
      let began = Clock.now
      missing = round(checks, &answers, until: ends)
      if missing.isEmpty { break }
      context.log.debug(2, "start: waits for \(missing.joined(separator: "; "))")
      try requireLife()
      Clock.sleep(until: min(ends, began + .seconds(1)))
    } while Clock.now < ends
    answers.isAwaited = false
    if missing.isEmpty {
      memory.keep(answers)
      let delay = values.seconds(.readyDelay)
      if delay > .zero { Clock.sleep(until: min(last, Clock.now + delay)) }
      try requireLife()
      report(booted, checks)
      return
    }
    let failure = Failure(
      .neverReady, context.guest.name, cause: missing.joined(separator: "; "))
    if context.configuration.failsWhenNotReady { throw failure }
    memory.keep(answers)
    context.log.write(failure, as: .warning)
    context.log.note(.fault, failure.sentence)
  }

  /// Runs each check once; why those that have not passed did not.
  private func round(_ checks: [GuestCheck], _ answers: inout GuestAnswers, until ends: Instant)
    -> [String]
  {
    let runner = GuestChecks(context)
    var missing: [String] = []
    for check in checks {
      switch runner.run(check, answers, until: ends) {
      case .passed: answers.passed.insert(check.name)
      case .failed(let reason), .unjudged(let reason): missing.append("\(check.name): \(reason)")
      }
    }
    return missing
  }

  /// Throws for a guest that has ended while it was waited for.
  private func requireLife() throws(Failure) {
    let seen = context.witnesses.first(context.guest, until: context.deadline(.seconds(5)))
    guard seen.state.isActive == false else { return }
    throw Failure(.endedBeforeReady, context.guest.name, cause: seen.reason)
  }

  private func report(_ booted: Instant?, _ checks: [GuestCheck]) {
    let names = checks.map(\.name).joined(separator: ", ")
    guard let booted else {
      context.log.write(.notice, "guest \(context.guest.name) answers: \(names)")
      return
    }
    let time = Clock.now - booted
    context.log.write(
      .notice, "guest \(context.guest.name) answers \(time.readable) after its boot: \(names)")
    var lesson = context.store.memory.learnt(of: context.guest.name)
    lesson.ready = time.inMilliseconds
    do throws(Failure) { try context.store.memory.keep(lesson) } catch {
      context.log.write(.warning, error.description)
    }
  }
}
