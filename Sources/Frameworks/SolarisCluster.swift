public import Model
public import Platform

/// Solaris Cluster and Open HA Cluster, asked through their scha commands.
public struct SolarisCluster: ClusterFramework {
  private let programs: String
  let complain: @Sendable (Failure) -> Void

  /// The adapter for the cluster whose commands lie at `locations`.
  ///
  /// - Parameter complain: told of each command that gives no answer; the caller goes on without it.
  public init(
    locations: Locations = .current, complain: @escaping @Sendable (Failure) -> Void = { _ in }
  ) {
    programs = locations.clusterPrograms
    self.complain = complain
  }

  /// The name in messages.
  public var name: String { "Solaris Cluster" }

  /// Whether the cluster's commands are installed.
  public var isPresent: Bool { Files.isExecutable(path("scha_resource_get")) }

  /// Whether the repository's command is installed.
  var hasRepository: Bool { Files.isExecutable(path("ccradm")) }

  /// ccradm lies apart: Contract, ccradm.
  func path(_ program: String) -> String {
    programs + (program == "ccradm" ? "/lib/sc/" : "/bin/") + program
  }

  /// Asks scha_resource_get(1HA) for a property: a standard one by its own tag, an extension property by EXTENSION, which
  /// answers with the type on a line of its own first (Contract, Answers of the commands).
  public func value(
    of property: ExtensionProperty, for identity: ResourceIdentity, until deadline: Instant
  ) -> String? {
    let isStandard = property.origin == .standard
    let question = isStandard ? [property.name.uppercased()] : ["EXTENSION"]
    let arguments =
      ["-O"] + question + ["-R", identity.resource, "-G", identity.group]
      + (isStandard ? [] : [property.name])
    let lines = ask("scha_resource_get", arguments, until: deadline)
    return isStandard ? lines?.first : lines?.dropFirst().first
  }

  /// The lines that a command answers, empty ones left out; nil when it does not answer, which is complained of, or refuses.
  func ask(_ program: String, _ arguments: [String], until deadline: Instant) -> [String]? {
    do throws(Failure) {
      return try attempt(program, arguments, until: deadline)
    } catch {
      complain(error)
      return nil
    }
  }

  /// `scha_resource_setstatus`, with the status of a resource that is as it should be: a method at work is no failure.
  public func report(_ words: String, of identity: ResourceIdentity, until deadline: Instant)
    -> Bool
  {
    let place = ["-R", identity.resource, "-G", identity.group]
    return ask(
      "scha_resource_setstatus", place + ["-s", "OK", "-m", words], until: deadline) != nil
  }

  /// The lines that a command answers, empty ones left out; nil when it refuses.
  ///
  /// - Throws: `.clusterSilent` when it does not answer.
  func attempt(_ program: String, _ arguments: [String], until deadline: Instant) throws(Failure)
    -> [String]?
  {
    let answer: Completion
    do throws(SystemError) {
      answer = try ChildProcess.run(
        Command(path(program), arguments), until: min(deadline, Clock.now + .seconds(5)))
    } catch {
      throw Failure(.clusterSilent, program, cause: error.description)
    }
    switch answer.ending {
    case .exited(0): return answer.text.split(separator: "\n").map(String.init)
    case .exited: return nil
    case .signalled(let number):
      throw Failure(.clusterSilent, program, cause: "signal \(number) ended it")
    case .timedOut:
      throw Failure(
        .clusterSilent, program, cause: "it did not end within \(answer.elapsed.readable)")
    }
  }
}
