public import Model

/// A guest as a driver is told of it.
public struct Guest: Equatable, Sendable {
  /// The name that the hypervisor knows it by.
  public var name: String
  /// Which run of it is meant, as far as that is known; from the run record or an observation.
  public var identity: GuestIdentity

  public init(name: String, identity: GuestIdentity = GuestIdentity()) {
    (self.name, self.identity) = (name, identity)
  }
}

/// In what a toolstack differs from the others where it does the same; what it cannot do at all is a part that is nil.
public struct Traits: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// The ordered shutdown can be asked for in several ways.
  public static let shutdownModes = Traits(rawValue: 1 << 0)
  /// A guest is found by its UUID as it is by its name.
  public static let foundByUUID = Traits(rawValue: 1 << 1)
  /// The hypervisor keeps no definitions: a guest that does not run is absent, and each start is preceded by `define`.
  public static let startsFromDefinition = Traits(rawValue: 1 << 2)
  /// A guest that has left this node cannot be told from one that has died, so the other nodes are asked before it is started.
  public static let departsUnseen = Traits(rawValue: 1 << 3)
  /// A guest that has ended is still known: one that is gone after it ran has been moved away, or was removed by hand.
  public static let remembersEnded = Traits(rawValue: 1 << 4)
  /// A move authenticates with Password_file.
  public static let takesPassword = Traits(rawValue: 1 << 5)
  /// How a guest is moved can be tuned: `MoveManner`.
  public static let tunesMoves = Traits(rawValue: 1 << 6)
}

/// How one toolstack is asked and told; the agent decides, the driver only does.
///
/// This is what every toolstack does; what only some do are its parts (`DriverParts`). Every call ends by its deadline.
/// Observing never throws: what cannot be found out is `unknown` with its cause.
public protocol HypervisorDriver: DriverParts {
  /// The name in messages: `libvirt qemu:///system`.
  var name: String { get }
  /// The word that the property Hypervisor has for it.
  var hypervisor: Hypervisor { get }
  /// Where its toolstack is reached, as Connect_uri says it.
  var uri: String { get }
  /// What is said when its tool gives no answer, with what is to be done about this one.
  var silence: Failure.Code { get }
  /// In what it differs from the others.
  var traits: Traits { get }
  /// What it objects to in the properties, besides what holds for all toolstacks.
  var rules: [PropertyRule] { get }
  /// Whether anything of the toolstack is on this node; without, no guest of it can run here.
  var isInstalled: Bool { get }

  /// What the guest is, by the management tool: the first witness.
  func observe(_ guest: Guest, until deadline: Instant) -> Observation

  /// Everything that identifies this run of the guest; asked once a start, so it may be slow.
  func identify(_ guest: Guest, until deadline: Instant) throws(Failure) -> GuestIdentity

  /// The guests on this node that bear this mark.
  func marked(_ mark: String, until deadline: Instant) throws(Failure) -> [Guest]

  /// What a definition says, which is not used by this.
  ///
  /// - Throws: `.badDefinition`, with the line where one can be named, for what is none that this toolstack takes.
  func read(definition: [UInt8]) throws(Failure) -> GuestDefinition

  /// Makes the hypervisor know the guest.
  func define(_ guest: Guest, definition: [UInt8], until deadline: Instant) throws(Failure)

  /// Starts a guest that is off. A saved memory image is dropped unless `restoring` is set.
  func start(_ guest: Guest, restoring: Bool, until deadline: Instant) throws(Failure)

  /// Asks the guest to shut down and returns at once.
  func requestShutdown(_ guest: Guest, mode: ShutdownMode, until deadline: Instant) throws(Failure)

  /// Ends the guest as a power cut would.
  func destroy(_ guest: Guest, until deadline: Instant) throws(Failure)
}

extension HypervisorDriver {
  /// Who says whether a guest in this state is marked to be started at boot; nil where none such can be.
  ///
  /// One that the hypervisor does not know cannot, unless its definitions lie elsewhere altogether.
  public func autostart(of state: GuestState) -> (any GuestAutostart)? {
    state != .absent || traits.contains(.startsFromDefinition) ? autostart : nil
  }
}

/// The toolstack of another node, as far as a move asks and tells it.
public protocol HypervisorPeer: GuestResumer {
  /// What the guest is there.
  func observe(_ guest: Guest, until deadline: Instant) -> Observation

  /// Ends the copy that is there, as a power cut would.
  func destroy(_ guest: Guest, until deadline: Instant) throws(Failure)
}
