internal import Frameworks
internal import Hypervisors
public import Model
internal import Platform

/// One thing that validate found.
public struct Finding: Equatable, Sendable {
  /// Whether the resource cannot work with it.
  public let isError: Bool
  /// What it is, with its remedy.
  public let failure: Failure

  /// A finding with which the resource cannot work.
  public static func error(_ failure: Failure) -> Finding {
    Finding(isError: true, failure: failure)
  }
  /// A finding that somebody should know of.
  public static func warning(_ failure: Failure) -> Finding {
    Finding(isError: false, failure: failure)
  }
}

/// Validate: everything that is wrong, each with its remedy, not only the first.
public struct ValidateGuest {
  private let context: MethodContext

  /// The validation of one resource's guest.
  public init(_ context: MethodContext) {
    self.context = context
  }

  /// Whether only root could have written the file at `path`, which holds the configuration.
  public static func trust(_ path: String) -> [Finding] { ValidateTrust.check(files: [path]) }

  /// What is wrong, errors and warnings.
  ///
  /// - Parameter times: what was said about the time of each method, for contradictions.
  public func run(times: [Method: MethodTime]) -> [Finding] {
    rules(times: times) + trust() + learnt(times[.stop]) + plugin() + password() + definition()
      + hypervisor()
  }

  /// What does not go together, the framework's values included.
  public func rules(times: [Method: MethodTime]) -> [Finding] {
    ValidateRules.check(context.configuration, published: published(), times: times)
      + ValidateCapabilities.check(context.configuration, context.driver)
  }

  /// Whether only root could have written what the guest is made from and what is run.
  private func trust() -> [Finding] {
    ValidateTrust.check(files: ValidateTrust.files(of: context.configuration))
  }

  /// Whether Stop_timeout is enough for what the guest's last stops on this node took.
  func learnt(_ time: MethodTime?) -> [Finding] {
    guard let seconds = time?.sources.first?.seconds,
      let failure = context.store.memory.learnt(of: context.guest.name)
        .objection(toTimeout: seconds)
    else { return [] }
    return [.warning(failure)]
  }

  /// What the framework has for the properties that the rules are about; ours where it does not say.
  private func published() -> [String: Int] {
    let rows: [ExtensionProperty] = [
      .retryCount, .retryInterval, .thoroughProbeInterval, .probeTimeout, .childMonLevel,
    ]
    var result: [String: Int] = [:]
    for row in rows {
      let text = context.framework.value(
        of: row, for: context.identity, until: context.deadline(.seconds(5)))
      result[row.name] = text.flatMap { Int($0) } ?? context.configuration.values.integer(row)
    }
    return result
  }

  private func plugin() -> [Finding] {
    let line = context.configuration.values.text(.pluginProbe)
    if line.isEmpty { return [] }
    do {
      _ = try PluginProbe.words(line)
      return []
    } catch {
      // A program on shared storage that is not mounted here is no error on this node.
      let program = line.split(separator: " ").first.map(String.init) ?? ""
      let isAbsent = program.hasPrefix("/") && Files.information(Files.parent(of: program)) == nil
      return [isAbsent ? .warning(error) : .error(error)]
    }
  }

  private func password() -> [Finding] {
    PasswordFile.problem(context.configuration.values.text(.passwordFile)).map { [.error($0)] }
      ?? []
  }

  private func definition() -> [Finding] {
    if context.configuration.domainDefinition.isEmpty { return [] }
    // The first start, on a node that knows the guest, takes it into the table.
    if DefinitionKeeper(context).isWanted, context.configuration.storedDefinition == nil {
      return [
        .warning(
          Failure(
            .definitionNotKept, context.guest.name,
            cause: "the table holds none until the guest was started where it is known"))
      ]
    }
    let definition = Definition(context)
    do {
      _ = try definition.load()
      return []
    } catch {
      return [definition.isOnAbsentStorage ? .warning(error) : .error(error)]
    }
  }

  private func hypervisor() -> [Finding] {
    let guest = context.guest
    let observation = context.driver.observe(guest, until: context.deadline())
    switch observation.state {
    case .unknown(let cause):
      return [.error(Failure(.toolstackUnreachable, context.driver.name, cause: cause))]
    case .absent where context.configuration.domainDefinition.isEmpty:
      return [.error(Failure(.noSuchGuest, guest.name, cause: observation.reason))]
    default:
      break
    }
    guard context.driver.canStartByItself(observation.state) else { return [] }
    do {
      return try context.driver.startsByItself(guest, until: context.deadline())
        ? [.error(Failure(.autostart, guest.name))] : []
    } catch {
      return [.error(error)]
    }
  }
}
