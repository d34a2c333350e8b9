internal import Model
public import Platform

/// What a test has of one resource, `web-rs` in `web-rg`: a sandbox, and the four commands as they are called for it.
public protocol ResourceStage {
  /// Where its files lie, and its commands run.
  var sandbox: Sandbox { get }
  /// The flags of each of the four commands.
  var flags: [String] { get }
  /// What the commands find in their environment beside what is the sandbox's.
  var variables: [String: String] { get }
}

extension ResourceStage {
  /// A resource that is configured by its table.
  public var flags: [String] { ["-R", "web-rs", "-G", "web-rg"] }

  /// A resource whose toolstack needs no stand-in.
  public var variables: [String: String] { [:] }

  /// The call of `METHOD_xvm`; it finds `more` variables in its environment.
  public func command(
    _ method: String, _ words: [String] = [], _ more: [String: String] = [:]
  ) -> Command {
    let variables = variables.merging(more) { $1 }
    return Command(
      Sandbox.program, flags + words, name: "\(method)_xvm",
      environment: sandbox.environment.merging(variables) { $1 })
  }

  /// Calls `METHOD_xvm`.
  public func call(
    _ method: String, _ words: [String] = [], _ more: [String: String] = [:]
  ) throws -> Completion {
    try ChildProcess.run(command(method, words, more), until: Clock.now + .seconds(120))
  }

  /// The exit status of `METHOD_xvm`, and nil when it has not ended by itself.
  @discardableResult
  public func status(_ method: String, _ words: [String] = []) throws -> Int32? {
    guard case .exited(let status) = try call(method, words).ending else { return nil }
    return status
  }

  /// What a cluster tells a stop of that many seconds, whose group is switched to `node2`.
  public static func switching(_ seconds: Int) -> [String: String] {
    [
      "OCF_RESKEY_CRM_meta_timeout": "\(seconds)000",
      "OCF_RESKEY_CRM_meta_migrate_target": "node2",
    ]
  }
}
