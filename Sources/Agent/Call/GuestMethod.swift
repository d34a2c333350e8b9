internal import Frameworks
internal import Hypervisors
public import Model
public import Platform

/// One call of a method for a guest: who called it for which resource, and where its configuration is.
///
/// What each method does with it stands beside the method, in `Sources/Agent/Act`. A failure is logged once, here.
public struct GuestMethod {
  let identity: ResourceIdentity
  let source: ConfigurationSource
  private let method: Method
  let framework: any ClusterFramework
  private let began = Clock.now
  private let limit: Int?
  private let caller: String
  /// Where the method's words go while its configuration is not known.
  let log: ResourceLog

  /// A call of `method` for a resource.
  ///
  /// - Parameters:
  ///   - caller: the name in the log.
  ///   - limit: the seconds that the caller gives it; nil when others say.
  public init(
    _ method: Method, of identity: ResourceIdentity, as caller: String, within limit: Int? = nil,
    parameterFile: String? = nil, tables: String = Locations.current.tables
  ) {
    (self.method, self.identity, self.caller, self.limit) = (method, identity, caller, limit)
    let log = ResourceLog(identity, method: caller)
    self.log = log
    framework = CallingFramework.find(for: identity) { log.write($0, as: .warning) }
    source = ConfigurationSource(
      parameterFile: parameterFile, framework: framework, tables: tables)
  }

  /// The time that a method may take, from the first source that states one.
  func time(of method: Method, values: PropertyValues?) -> MethodTime {
    let isAnother = method != self.method
    let asked: any ClusterFramework =
      isAnother && framework.timesOnlyTheCall ? Standalone() : framework
    return MethodTime(
      method, option: isAnother ? nil : limit, framework: asked,
      identity: identity, values: values, until: began + .seconds(5))
  }

  /// What the method works with, for a guest that is kept like this.
  func context(_ configuration: GuestConfiguration) -> MethodContext {
    let seconds = time(of: method, values: configuration.values).seconds
    return MethodContext(
      identity, method, Budget(start: began, total: .seconds(seconds)), configuration,
      as: caller, framework: framework,
      tables: source.parameterFile == nil ? TableStore(directory: source.tables) : nil)
  }

  /// How the guest is kept: as it is configured or, where that cannot be read, as the start put it on record; the failure where
  /// nothing tells.
  ///
  /// - Throws: when there is a record that cannot be read: which guest is meant nobody knows then.
  func known(_ doing: String) throws(Failure) -> Result<GuestConfiguration, Failure> {
    do throws(Failure) { return .success(try source.load(identity)) } catch {
      log.write(.warning, "\(doing) without configuration: \(error.description)")
      guard let record = try RecordStore(identity).load() else { return .failure(error) }
      return .success(GuestConfiguration(record.values))
    }
  }

  /// How the guest is kept that start took charge of: a configuration that has come to name another guest since is no
  /// reason to stop or to judge that one, and to leave ours running.
  func inCharge(_ configuration: GuestConfiguration) -> GuestConfiguration {
    guard let record = try? RecordStore(identity).load() else { return configuration }
    let recorded = GuestConfiguration(record.values)
    if recorded.isOfSameGuest(as: configuration) { return configuration }
    log.write(
      .warning,
      "the configuration names guest \(configuration.domainName) now; the one that was started is "
        + recorded.domainName)
    return recorded
  }

  /// Runs `body` with the resource's configuration; a failure is shown to the caller, too.
  func run(_ body: (MethodContext) throws(Failure) -> Void) throws(Failure) {
    _ = try failing { () throws(Failure) in
      try logged(context(try source.load(identity))) { context throws(Failure) in
        try body(context)
        return 0
      }
    }
  }

  /// Says and puts on record why the method fails.
  func failing<Answer>(_ body: () throws(Failure) -> Answer) throws(Failure) -> Answer {
    do throws(Failure) { return try body() } catch {
      log.write(error)
      log.note(.ended, lasted: Clock.now - began, status: 1, error.sentence)
      throw error
    }
  }

  /// A probe puts on record what has changed, and says nothing else.
  private var isRecorded: Bool { method == .start || method == .stop }

  /// Runs `body` between the lines of debug level 1; its exit status.
  @discardableResult
  func logged(_ context: MethodContext, _ body: (MethodContext) throws(Failure) -> Int32)
    throws(Failure) -> Int32
  {
    let allowed = "\(context.budget.total.readable) allowed"
    context.log.debug(1, "begins, \(allowed)")
    if isRecorded { context.log.note(.began, allowed) }
    let status = try body(context)
    if isRecorded { context.log.note(.ended, lasted: Clock.now - began, status: status) }
    context.log.debug(1, "ends with \(status) after \((Clock.now - began).readable)")
    return status
  }
}
