public import Model
internal import Platform

extension Service {
  /// What validate found.
  public struct Findings: Sendable {
    /// What makes the configuration unusable.
    public var problems: [Failure] = []
    /// What an administrator should know.
    public var warnings: [String] = []
  }

  /// Checks the configuration, and lets the application check its own: Contract, Validation.
  ///
  /// `command` is whether Validate_command is run too, for at most Validate_timeout and not after `limit`.
  public func validate(command: Bool = true, before limit: Instant? = nil) -> Findings {
    var findings = Findings()
    for row in [
      ExtensionProperty.startCommand, .stopCommand, .probeCommand, .validateCommand,
    ] where !configuration[row].isEmpty {
      if row.name == ExtensionProperty.validateCommand.name, !configuration[row].hasPrefix("/") {
        findings.warnings.append(
          "Validate_command does not begin with an absolute path: as in SUNW.gds, it is not run")
        continue
      }
      do throws(Failure) {
        let program = Service.firstWord(of: try line(row))
        if values.flag(.checkCommands), !program.hasPrefix("/") || !Files.isExecutable(program) {
          findings.problems.append(Failure(.notAbsolute, row.name, cause: "'\(program)'"))
        }
      } catch {
        findings.problems.append(error)
      }
    }
    if let failure = PropertyRules.retryInterval.failure(values) {
      findings.warnings.append(failure.description)
    }
    if command, findings.problems.isEmpty, configuration[.validateCommand].hasPrefix("/") {
      do throws(Failure) {
        let timeout = Clock.now + values.seconds(.validateTimeout)
        let completion = try run(
          try line(.validateCommand), until: limit.map { min($0, timeout) } ?? timeout,
          interruptions: interruption.map { [$0] } ?? [])
        // Only an exit status is a statement about the configuration.
        let code: Failure.Code
        if case .exited = completion.ending {
          code = .validationFailed
        } else {
          code = .validationCutShort
        }
        if !completion.succeeded {
          findings.problems.append(
            Failure(code, configuration.identity.resource, cause: completion.account))
        }
      } catch {
        findings.problems.append(error)
      }
    }
    for problem in findings.problems { log.error(.validate, problem) }
    return findings
  }

  /// The program that a shell line begins with, without quotes around it.
  static func firstWord(of line: String) -> String {
    let text = line.trimmed
    if let quote = text.first, quote == "\"" || quote == "'" {
      return String(text.dropFirst().prefix { $0 != quote })
    }
    return String(text.prefix { !" \t;&|<>()".contains($0) })
  }
}
