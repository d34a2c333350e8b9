internal import Hypervisors
internal import Model
internal import Platform

/// What validate says of a list of checks: an entry that the guest cannot serve is an error, one that does not pass now a warning.
struct CheckValidation {
  private let context: MethodContext
  private let row: ExtensionProperty

  init(_ context: MethodContext, _ row: ExtensionProperty) {
    (self.context, self.row) = (context, row)
  }

  func findings(_ checks: [GuestCheck]) -> [Finding] {
    let lacking = lacking(checks)
    if !lacking.isEmpty { return lacking }
    let seen = context.witnesses.first(context.guest, until: context.deadline(.seconds(5)))
    guard seen.state == .running else { return [] }
    let (runner, answers) = (GuestChecks(context), context.store.memory.answers)
    return checks.compactMap { check in
      switch runner.run(check, answers, until: context.deadline(.seconds(10))) {
      case .passed: nil
      case .failed(let reason), .unjudged(let reason):
        Finding.warning(
          Failure(.checkFails, row.name, cause: "\(check.name): \(reason)"), ofThisNode: true)
      }
    }
  }

  /// The entries that the definition of the guest gives no means for; none where the definition is not to be had here.
  private func lacking(_ checks: [GuestCheck]) -> [Finding] {
    let wants = checks.filter {
      switch $0.kind {
      case .agent, .console: true
      case .tcp, .plugin: false
      }
    }
    if wants.isEmpty { return [] }
    guard let interior = context.driver.interior else {
      return [refusal("\(context.driver.name) can make no check '\(wants[0].name)'")]
    }
    guard let definition = definition(),
      let equipment = try? interior.equipment(in: definition)
    else { return [] }
    return wants.compactMap { check in
      switch check.kind {
      case .agent where !equipment.hasAgent:
        refusal(
          "agent: the definition has no channel org.qemu.guest_agent.0, by which the guest agent is reached"
        )
      case .console where equipment.console == nil:
        refusal(
          "\(check.name): the definition writes the serial console to no file; <log file='...' append='on'/> in its <serial> does"
        )
      default: nil
      }
    }
  }

  private func refusal(_ cause: String) -> Finding {
    .error(Failure(.contradiction, row.name, cause: cause))
  }

  /// The definition as it is kept, or as the toolstack has it.
  private func definition() -> [UInt8]? {
    if let kept = try? KeptDefinition(context).load() { return kept }
    return try? context.driver.redefiner?.definition(
      of: context.guest, until: context.deadline(.seconds(5)))
  }
}
