internal import Frameworks
internal import Hypervisors
public import Model
internal import Platform

/// One thing that validate found.
public struct Finding: Equatable, Sendable {
  public let isError: Bool
  /// What it is, with its remedy.
  public internal(set) var failure: Failure
  /// Whether it is about a file, a tool or a guest of this node, so that another node may be without it.
  public var isOfThisNode = false

  /// A finding with which the resource cannot work.
  public static func error(_ failure: Failure, ofThisNode: Bool = false) -> Finding {
    Finding(isError: true, failure: failure, isOfThisNode: ofThisNode)
  }
  /// A finding that somebody should know of.
  public static func warning(_ failure: Failure, ofThisNode: Bool = false) -> Finding {
    Finding(isError: false, failure: failure, isOfThisNode: ofThisNode)
  }
}

extension GuestMethod {
  /// Everything that is wrong with the resource, as it was logged.
  ///
  /// - Parameter isThorough: whether this node is looked at too, and not the properties alone.
  public func validate(isThorough: Bool) throws(Failure) -> [Finding] {
    var problems: [Failure] = []
    let configuration: GuestConfiguration
    do throws(Failure) {
      configuration = try source.read(identity, problems: &problems)
    } catch {
      log.write(error)
      throw error
    }
    let context = context(configuration)
    var findings =
      problems.map { Finding.error($0) } + ValidateTrust.check(files: [source.path(of: identity)])
    // With a property missing or wrong the guest that would be asked about may be another one.
    if problems.isEmpty {
      var times: [Method: MethodTime] = [:]
      for method in Method.allCases {
        times[method] = time(of: method, values: configuration.values)
      }
      let validate = ValidateGuest(context)
      findings += isThorough ? validate.run(times: times) : validate.rules(times: times)
    }
    return findings.map { finding in
      var finding = finding
      finding.failure = finding.failure.naming(identity)
      context.log.write(finding.failure, as: finding.isError ? .error : .warning)
      return finding
    }
  }
}

/// Validate: everything that is wrong, each with its remedy, not only the first.
public struct ValidateGuest {
  private let context: MethodContext

  public init(_ context: MethodContext) {
    self.context = context
  }

  /// What is wrong, errors and warnings.
  ///
  /// - Parameter times: what was said about the time of each method, for contradictions.
  public func run(times: [Method: MethodTime]) -> [Finding] {
    rules(times: times) + trust() + learnt(times[.stop]) + learnt(start: times[.start]) + plugin()
      + checks() + password() + moves()
      + definition() + firmware() + hypervisor() + disks()
  }

  /// What is wrong whichever node is asked: nothing of this one is looked at.
  public func everywhere(times: [Method: MethodTime]) -> [Finding] {
    rules(times: times) + (context.configuration.hasStoredDefinition ? definition() : [])
  }

  /// What does not go together, the framework's values included.
  func rules(times: [Method: MethodTime]) -> [Finding] {
    ValidateRules.check(
      context.configuration, context.driver, published: published(), times: times)
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

  /// Whether Start_timeout is enough for a boot like the last one that was waited for.
  func learnt(start time: MethodTime?) -> [Finding] {
    guard let seconds = time?.sources.first?.seconds, !context.configuration.readyChecks.isEmpty,
      let failure = context.store.memory.learnt(of: context.guest.name)
        .objection(toStartTimeout: seconds)
    else { return [] }
    return [.warning(failure)]
  }

  /// Whether the checks can be made: what the guest has no equipment for, and what each says now of a guest that runs here.
  func checks() -> [Finding] {
    let configuration = context.configuration
    return [
      (ExtensionProperty.readyCheck, configuration.readyChecks),
      (ExtensionProperty.guestCheck, configuration.guestChecks),
    ].flatMap { row, checks in
      checks.isEmpty ? [] : CheckValidation(context, row).findings(checks)
    }
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
      result[row.name] =
        text.flatMap { Int(outside: $0) } ?? context.configuration.values.integer(row)
    }
    return result
  }

  /// Whether the program of the plug-in probe can be run here; what is wrong with its line is the rules' to say.
  func plugin() -> [Finding] {
    let words = try? Words.split(context.configuration.values.text(.pluginProbe))
    guard let program = words?.first, program.hasPrefix("/"), !Files.isExecutable(program) else {
      return []
    }
    let failure = Failure(
      .pluginProbe, ExtensionProperty.pluginProbe.name,
      cause: "'\(program)' is not an executable file")
    // A program on shared storage that is not mounted here is no error on this node.
    let isAbsent = Files.information(Files.parent(of: program)) == nil
    return [
      isAbsent ? .warning(failure, ofThisNode: true) : .error(failure, ofThisNode: true)
    ]
  }

  private func password() -> [Finding] {
    let path = context.configuration.values.text(.passwordFile)
    guard path.hasPrefix("/"), let problem = PasswordFile.problem(path) else { return [] }
    return [.error(problem, ofThisNode: true)]
  }

  /// Whether the node has what the guest's moves need; a guest whose moves fail can be kept all the same.
  private func moves() -> [Finding] {
    guard context.configuration.migrates,
      let lack = context.driver.mover?.lack(for: MoveManner(context.configuration.values))
    else { return [] }
    return [.warning(lack, ofThisNode: true)]
  }

  private func definition() -> [Finding] {
    if context.configuration.domainDefinition.isEmpty { return [] }
    // The first start, on a node that knows the guest, takes it into the table.
    if DefinitionIntake(context).isWanted, context.configuration.storedDefinition == nil {
      return [
        .warning(
          Failure(
            .definitionNotKept, context.guest.name,
            cause: "the table holds none until the guest was started where it is known"))
      ]
    }
    let definition = KeptDefinition(context)
    do {
      let found = try context.driver.read(definition: try definition.load())
      let reboot: [Finding] =
        found.endsAtReboot && context.configuration.honoursGuestShutdown
        ? [
          .warning(
            Failure(
              .contradiction, ExtensionProperty.onGuestShutdown.name,
              cause:
                "is HONOUR, and the definition has on_reboot=destroy: a reboot from inside is a shutdown then, and the guest stays off"
            ))
        ] : []
      // A file is closed to others by its mode; a table is shown by tools and kept on every node.
      guard context.configuration.hasStoredDefinition else { return reboot }
      return reboot
        + [GuestDefinition.Secret.Kind.access, .guestData]
        .compactMap { found.objection(to: $0, of: ExtensionProperty.domainDefinition.name) }
        .map { Finding.warning($0) }
    } catch {
      return [
        definition.isOnAbsentStorage
          ? .warning(error, ofThisNode: true)
          : .error(error, ofThisNode: error.code == .unreadable)
      ]
    }
  }

  /// Whether the definition has the disks that the guest writes to.
  private func disks() -> [Finding] {
    DiskDifferences(context).find(context.guest).map { .warning($0, ofThisNode: true) }
  }

  /// Whether what the guest's firmware and TPM have written is where another node finds it.
  func firmware() -> [Finding] {
    guard let firmware = context.driver.firmware else { return [] }
    let directory = context.configuration.values.text(.stateDirectory)
    if !directory.isEmpty {
      guard Files.information(directory)?.kind == .directory else {
        return [
          .error(Failure(.stateAway, directory, cause: "it is no directory"), ofThisNode: true)
        ]
      }
      let obstacle = context.firmwareState?.obstacle(until: context.deadline(.seconds(5)))
      return obstacle.map { [.warning($0, ofThisNode: true)] } ?? []
    }
    let known = (try? firmware.stateFiles(of: context.guest, until: context.deadline())) ?? []
    let kept = known.isEmpty ? try? firmware.stateFiles(in: KeptDefinition(context).load()) : nil
    let local = (kept ?? known).filter { !Files.isOnSharedStorage($0.path) }
    if local.isEmpty || Interconnect(context).neighbours().isEmpty { return [] }
    let words = local.map { "\($0.kind.title): \($0.path)" }.joined(separator: ", ")
    return [.warning(Failure(.stateOfOneNode, context.guest.name, cause: words))]
  }

  private func hypervisor() -> [Finding] {
    let guest = context.guest
    let observation = context.witnesses.first(guest, until: context.deadline())
    switch observation.state {
    case .unknown(let cause):
      return [.error(context.driver.silent(cause), ofThisNode: true)]
    case .absent where context.configuration.domainDefinition.isEmpty:
      return [
        .error(Failure(.noSuchGuest, guest.name, cause: observation.reason), ofThisNode: true)
      ]
    default:
      break
    }
    let others = starters().map { Finding.warning($0, ofThisNode: true) }
    guard let autostart = context.driver.autostart(of: observation.state) else { return others }
    do {
      return try others
        + (autostart.startsByItself(guest, until: context.deadline())
          ? [.error(Failure(.autostart, guest.name))] : [])
    } catch {
      return others + [.error(error, ofThisNode: true)]
    }
  }

  /// Who starts the guest at boot beside the hypervisor's own mark on it.
  func starters() -> [Failure] {
    var guest = context.guest
    guest.identity.uuid = context.keptUUID
    return context.driver.autostart?.otherStarters(of: guest, until: context.deadline()) ?? []
  }
}
