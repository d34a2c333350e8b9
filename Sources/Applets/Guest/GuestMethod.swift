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

  /// The method that a command line calls.
  init(_ method: Method, _ call: Call) throws(Failure) {
    self.method = method
    identity = try call.resource()
    option = try call.integer("timeout", in: 1...86_400)
    source = ConfigurationSource(
      parameterFile: call["parameters"], tables: call["tables"] ?? Locations.current.tables)
    framework = CallingFramework.find(for: identity)
  }

  /// The time that a method may take, from whoever says so first.
  func time(of method: Method, values: PropertyValues?) -> MethodTime {
    MethodTime(
      method, option: method == self.method ? option : nil, framework: framework,
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

  /// Where the method's words go.
  func log(_ configuration: GuestConfiguration? = nil) -> ResourceLog {
    ResourceLog(
      identity, method: "\(method.rawValue)_xvm",
      debugLevel: configuration?.values.integer(.debugLevel) ?? 0)
  }

  /// Runs `body` with the resource's configuration; a failure is logged once, here, and shown to the caller.
  func run(_ body: (MethodContext) throws(Failure) -> Int32) throws(Failure) -> Int32 {
    do throws(Failure) {
      let configuration = try source.load(identity)
      return try logged(context(configuration), body)
    } catch {
      log().write(error)
      throw error
    }
  }

  /// Runs `body` between the lines of debug level 1.
  func logged(_ context: MethodContext, _ body: (MethodContext) throws(Failure) -> Int32)
    throws(Failure) -> Int32
  {
    context.log.debug(1, "begins, \(context.budget.total.readable) allowed")
    let status = try body(context)
    context.log.debug(1, "ends with \(status) after \((Clock.now - began).readable)")
    return status
  }
}
