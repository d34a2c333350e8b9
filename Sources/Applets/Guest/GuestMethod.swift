internal import Agent
internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// One call of a method for a guest, from its command line to what the agent works with.
struct GuestMethod {
  let identity: ResourceIdentity
  let method: Method
  let source: ConfigurationSource
  let framework: any ClusterFramework
  private let began = Clock.now
  private let option: Int?
  private let caller: String

  /// The method that a command line calls.
  init(_ method: Method, _ call: Call) throws(Failure) {
    (self.method, caller) = (method, call.name)
    identity = try call.resource()
    option = try call.integer("timeout", in: 1...86_400)
    let log = ResourceLog(identity, method: "\(method.rawValue)_xvm")
    framework = CallingFramework.find(for: identity) { log.write($0, as: .warning) }
    source = ConfigurationSource(
      parameterFile: call["parameters"], framework: framework,
      tables: call["tables"] ?? Locations.current.tables)
  }

  /// The time that a method may take, from the first source that states one.
  func time(of method: Method, values: PropertyValues?) -> MethodTime {
    let isAnother = method != self.method
    let asked: any ClusterFramework =
      isAnother && framework.timesOnlyTheCall ? Standalone() : framework
    return MethodTime(
      method, option: isAnother ? nil : option, framework: asked,
      identity: identity, values: values, until: began + .seconds(5))
  }

  /// What the agent works with, for a guest that is kept like this.
  func context(_ configuration: GuestConfiguration) -> MethodContext {
    let seconds = time(of: method, values: configuration.values).seconds
    return MethodContext(
      identity: identity, method: method,
      budget: Budget(start: began, total: .seconds(seconds)), configuration: configuration,
      driver: Drivers.driver(for: configuration), store: RecordStore(identity),
      log: log(configuration), framework: framework,
      tables: source.parameterFile == nil ? TableStore(directory: source.tables) : nil)
  }

  /// How the guest is kept that start took charge of: a configuration that has come to name another guest since is no
  /// reason to stop or to judge that one, and to leave ours running.
  func inCharge(_ configuration: GuestConfiguration) -> GuestConfiguration {
    guard let record = try? RecordStore(identity).load() else { return configuration }
    let recorded = GuestConfiguration(record.values)
    if recorded.isOfSameGuest(as: configuration) { return configuration }
    log().write(
      .warning,
      "the configuration names guest \(configuration.domainName) now; the one that was started is "
        + recorded.domainName)
    return recorded
  }

  /// Where the method's words go.
  func log(_ configuration: GuestConfiguration? = nil) -> ResourceLog {
    ResourceLog(
      identity, method: caller,
      debugLevel: configuration?.values.integer(.debugLevel) ?? 0)
  }

  /// Runs `body` with the resource's configuration; a failure is logged once, here, and shown to the caller.
  func run(_ body: (MethodContext) throws(Failure) -> Int32) throws(Failure) -> Int32 {
    do throws(Failure) {
      let configuration = try source.load(identity)
      return try logged(context(configuration), body)
    } catch {
      fail(error)
      throw error
    }
  }

  /// Says and puts on record why the method fails.
  func fail(_ failure: Failure) {
    log().write(failure)
    log().note(.ended, lasted: Clock.now - began, status: 1, failure.sentence)
  }

  /// A probe puts on record what has changed, and says nothing else.
  private var isRecorded: Bool { method == .start || method == .stop }

  /// Runs `body` between the lines of debug level 1.
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
