public import Model

/// A guest as a driver is told of it.
public struct Guest: Equatable, Sendable {
  /// The name that the hypervisor knows it by.
  public var name: String
  /// Which run of it is meant, as far as that is known; from the run record or an observation.
  public var identity: GuestIdentity

  /// A guest of this name.
  public init(name: String, identity: GuestIdentity = GuestIdentity()) {
    (self.name, self.identity) = (name, identity)
  }
}

/// What a driver can do beyond starting and stopping; validate checks it against the properties.
public struct Capabilities: OptionSet, Sendable {
  /// The bits.
  public let rawValue: Int
  /// A set of these bits.
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// Guests can be paused and resumed.
  public static let resume = Capabilities(rawValue: 1 << 0)
  /// The ordered shutdown can be asked for in several ways.
  public static let shutdownModes = Capabilities(rawValue: 1 << 1)
  /// A guest's memory can be saved, so that a stale image may be in the way of a start.
  public static let savedState = Capabilities(rawValue: 1 << 2)
  /// The hypervisor can start a guest by itself at boot.
  public static let autostart = Capabilities(rawValue: 1 << 3)
  /// A guest is found by its UUID as it is by its name.
  public static let foundByUUID = Capabilities(rawValue: 1 << 4)
  /// A second witness below the management tool can say whether a guest lives.
  public static let secondWitness = Capabilities(rawValue: 1 << 5)
  /// The hypervisor keeps no definitions: a guest that does not run is absent, and each start is preceded by `define`.
  public static let startsFromDefinition = Capabilities(rawValue: 1 << 6)
  /// It can write down a guest's definition as it takes one, so that start keeps the one in the table up to date.
  public static let exportsDefinition = Capabilities(rawValue: 1 << 7)
  /// A guest that has left this node cannot be told from one that has died, so the other nodes are asked before it is started.
  public static let departsUnseen = Capabilities(rawValue: 1 << 8)
  /// A guest that has ended is still known: one that is gone after it ran has been moved away, or was removed by hand.
  public static let remembersEnded = Capabilities(rawValue: 1 << 9)
  /// `define` changes the definition of a guest that is known already.
  public static let redefines = Capabilities(rawValue: 1 << 10)
}

/// How one toolstack is asked and told; the agent decides, the driver only does.
///
/// Every call ends by its deadline. Observing never throws: what cannot be found out is `unknown` with its cause.
public protocol HypervisorDriver: Sendable {
  /// The name in messages: `libvirt qemu:///system`.
  var name: String { get }
  /// The word that the property Hypervisor has for it.
  var hypervisor: String { get }
  /// Where its toolstack is reached, as Connect_uri says it.
  var uri: String { get }
  /// What is said when its tool gives no answer, with what is to be done about this one.
  var silence: Failure.Code { get }
  /// What it can do.
  var capabilities: Capabilities { get }
  /// How it moves a guest while that runs; nil when it cannot.
  var mover: (any GuestMover)? { get }
  /// Whether anything of the toolstack is on this node; without, no guest of it can run here.
  var isInstalled: Bool { get }

  /// What the guest is, by the management tool: the first witness.
  func observe(_ guest: Guest, until deadline: Instant) -> Observation

  /// What the guest is, by what lies below the tool; it never asks the tool. Only `running`, `absent` and `unknown`.
  func observeBelow(_ guest: Guest, until deadline: Instant) -> Observation

  /// Everything that identifies this run of the guest; asked once a start, so it may be slow.
  func identify(_ guest: Guest, until deadline: Instant) throws(Failure) -> GuestIdentity

  /// Makes the hypervisor know the guest.
  func define(_ guest: Guest, definition: [UInt8], until deadline: Instant) throws(Failure)

  /// Starts a guest that is off. A saved memory image is dropped unless `restoring` is set.
  func start(_ guest: Guest, restoring: Bool, until deadline: Instant) throws(Failure)

  /// Lets a paused guest go on.
  func resume(_ guest: Guest, until deadline: Instant) throws(Failure)

  /// Asks the guest to shut down and returns at once; `mode` is one of the words of Shutdown_modes.
  func requestShutdown(_ guest: Guest, mode: String, until deadline: Instant) throws(Failure)

  /// Ends the guest as a power cut would.
  func destroy(_ guest: Guest, until deadline: Instant) throws(Failure)

  /// Ends the guest without the management tool, if this very run can be proven to be what is ended; whether it was.
  func destroyBelow(_ guest: Guest, until deadline: Instant) -> Bool

  /// Gives back what a guest that is off still holds on this node, its disks above all; it is never told of another.
  func release(_ guest: Guest, until deadline: Instant) throws(Failure)

  /// Puts our mark on a guest, so that it can be found with neither record nor configuration; `mark` is a short word.
  func mark(_ guest: Guest, as mark: String, until deadline: Instant) throws(Failure)

  /// The guests on this node that bear this mark.
  func marked(_ mark: String, until deadline: Instant) throws(Failure) -> [Guest]

  /// Whether the hypervisor would start the guest by itself at boot.
  func startsByItself(_ guest: Guest, until deadline: Instant) throws(Failure) -> Bool

  /// What keeps the toolstack from commanding a guest that runs; nil when nothing does, or it does not say.
  func impediment(to guest: Guest, until deadline: Instant) -> Evidence?

  /// Whether a memory image is kept here from which a start would go on, or which it would drop; nil when that is not known.
  func hasSavedState(_ guest: Guest, until deadline: Instant) -> Bool?

  /// What a definition says, which is not used by this.
  ///
  /// - Throws: `.badDefinition`, with the line where one can be named, for what is none that this toolstack takes.
  func read(definition: [UInt8]) throws(Failure) -> GuestDefinition

  /// Whether the guest is known to be being moved right now; asked only when a plug-in probe complains, whose word stands where
  /// that cannot be told.
  func isMoving(_ guest: Guest, until deadline: Instant) -> Bool

  /// The guest's definition as `define` takes it; nil from a toolstack that does not export definitions.
  func definition(of guest: Guest, until deadline: Instant) throws(Failure) -> [UInt8]?

  /// Gives up this node's knowledge of a guest that was released; only with its definition kept elsewhere.
  func forget(_ guest: Guest, until deadline: Instant) throws(Failure)

  /// What else people should know of the guest, a sentence each; only status asks.
  func remarks(about guest: Guest, until deadline: Instant) -> [String]

  /// What the toolstack tells of the guest by itself; nil where it has to be asked.
  ///
  /// - Parameter pause: the longest time between two attempts to listen.
  func news(of guest: Guest, retryingWithin pause: Duration) -> (any GuestNews)?
}

extension HypervisorDriver {
  /// That of libvirt's daemon.
  public var silence: Failure.Code { .toolstackUnreachable }

  /// Whether a guest in this state may be marked to be started at boot.
  ///
  /// One that the hypervisor does not know cannot, unless its definitions lie elsewhere altogether.
  public func canStartByItself(_ state: GuestState) -> Bool {
    capabilities.contains(.autostart)
      && (state != .absent || capabilities.contains(.startsFromDefinition))
  }

  /// Most toolstacks do not say.
  public func impediment(to guest: Guest, until deadline: Instant) -> Evidence? { nil }

  /// Most toolstacks keep none.
  public func hasSavedState(_ guest: Guest, until deadline: Instant) -> Bool? { nil }

  /// What needs no program on this node is always there.
  public var isInstalled: Bool { true }

  /// Most toolstacks cannot move a guest.
  public var mover: (any GuestMover)? { nil }

  /// A guest of a toolstack that cannot move one is not moving.
  public func isMoving(_ guest: Guest, until deadline: Instant) -> Bool { false }

  /// None: the guest's definition is kept by the person who defined it.
  public func definition(of guest: Guest, until deadline: Instant) throws(Failure) -> [UInt8]? {
    nil
  }

  /// Nothing to do: the guest stays defined.
  public func forget(_ guest: Guest, until deadline: Instant) throws(Failure) {}

  /// Nothing else.
  public func remarks(about guest: Guest, until deadline: Instant) -> [String] { [] }

  /// A toolstack that tells nothing by itself has no news.
  public func news(of guest: Guest, retryingWithin pause: Duration) -> (any GuestNews)? { nil }

  /// With most hypervisors a guest that is off holds nothing.
  public func release(_ guest: Guest, until deadline: Instant) throws(Failure) {}
}
