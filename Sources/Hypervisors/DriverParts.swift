public import Model

/// What a toolstack does that not all of them do, a part each; one that is nil says that it does not.
public protocol DriverParts: Sendable {
  /// What lies below the management tool and tells of a guest without it.
  var witness: (any GuestWitness)? { get }
  /// How it moves a guest while that runs.
  var mover: (any GuestMover)? { get }
  /// How a paused guest is let go on.
  var resumer: (any GuestResumer)? { get }
  /// How our mark is put on a guest.
  var marker: (any GuestMarker)? { get }
  /// How it is told which guests it starts by itself at boot.
  var autostart: (any GuestAutostart)? { get }
  /// The memory images that it keeps of guests which were saved.
  var savedMemory: (any SavedMemory)? { get }
  /// How the definition of a guest that it knows is changed.
  var redefiner: (any GuestRedefiner)? { get }
  /// How a definition is had from it, so that start keeps the one in the table up to date.
  var exporter: (any GuestExporter)? { get }
  /// Which disks a guest writes to, where that may come to be others than its definition has.
  var disks: (any GuestDisks)? { get }
  /// How what a definition leaves open is filled in, where the toolstack makes it up.
  var completer: (any GuestCompleter)? { get }
  /// What a guest that is off holds on this node.
  var holdings: (any GuestHoldings)? { get }
  /// Where it keeps what the guest's firmware and TPM write.
  var firmware: (any GuestFirmware)? { get }
  /// How a guest is looked into from outside.
  var interior: (any GuestInterior)? { get }
  /// How this node is looked at for what a guest would need that is started here.
  var look: (any NodeLook)? { get }

  /// What the toolstack tells of the guest by itself; nil where it has to be asked.
  ///
  /// - Parameter pause: the longest time between two attempts to listen.
  func news(of guest: Guest, retryingWithin pause: Duration) -> (any GuestNews)?

  /// What keeps the toolstack from commanding a guest that runs; nil when nothing does, or it does not say.
  func impediment(to guest: Guest, until deadline: Instant) -> Evidence?

  /// What else people should know of the guest, a sentence each; only status asks.
  func remarks(about guest: Guest, until deadline: Instant) -> [String]
}

extension DriverParts {
  public var witness: (any GuestWitness)? { nil }
  public var mover: (any GuestMover)? { nil }
  public var resumer: (any GuestResumer)? { nil }
  public var marker: (any GuestMarker)? { nil }
  public var autostart: (any GuestAutostart)? { nil }
  public var savedMemory: (any SavedMemory)? { nil }
  public var redefiner: (any GuestRedefiner)? { nil }
  public var exporter: (any GuestExporter)? { nil }
  public var disks: (any GuestDisks)? { nil }
  public var completer: (any GuestCompleter)? { nil }
  public var holdings: (any GuestHoldings)? { nil }
  public var firmware: (any GuestFirmware)? { nil }
  public var interior: (any GuestInterior)? { nil }
  public var look: (any NodeLook)? { nil }
  public func news(of guest: Guest, retryingWithin pause: Duration) -> (any GuestNews)? { nil }
  public func impediment(to guest: Guest, until deadline: Instant) -> Evidence? { nil }
  public func remarks(about guest: Guest, until deadline: Instant) -> [String] { [] }
}

/// The second witness, which never asks the tool.
public protocol GuestWitness: Sendable {
  /// What the guest is; only `running`, `absent` and `unknown`.
  func observeBelow(_ guest: Guest, until deadline: Instant) -> Observation

  /// Ends the guest without the tool, if this very run can be proven to be what is ended; whether it was.
  func destroyBelow(_ guest: Guest, until deadline: Instant) -> Bool
}

/// Lets a paused guest go on.
public protocol GuestResumer: Sendable {
  /// Lets it go on.
  func resume(_ guest: Guest, until deadline: Instant) throws(Failure)
}

/// Puts our mark on a guest, so that it can be found with neither record nor configuration.
public protocol GuestMarker: Sendable {
  /// Puts it on the guest; `mark` is a short word.
  func mark(_ guest: Guest, as mark: String, until deadline: Instant) throws(Failure)
}

/// Knows which guests the hypervisor starts at boot.
public protocol GuestAutostart: Sendable {
  /// Whether the hypervisor would start the guest by itself.
  func startsByItself(_ guest: Guest, until deadline: Instant) throws(Failure) -> Bool

  /// Who else would start the guest at boot, each with its remedy: the hypervisor under another name of it, or a service beside it.
  func otherStarters(of guest: Guest, until deadline: Instant) -> [Failure]
}

extension GuestAutostart {
  /// Most have nobody else.
  public func otherStarters(of guest: Guest, until deadline: Instant) -> [Failure] { [] }
}

/// Keeps the memory of guests that were saved, so that a stale image may be in the way of a start.
public protocol SavedMemory: Sendable {
  /// Whether an image is kept here from which a start would go on, or which it would drop; nil when that is not known.
  func hasSavedState(_ guest: Guest, until deadline: Instant) -> Bool?
}

/// Says what definition a guest has, which `define` changes.
public protocol GuestRedefiner: Sendable {
  /// The definition for its next start, as `define` takes it; nil where none is kept of it.
  func definition(of guest: Guest, until deadline: Instant) throws(Failure) -> [UInt8]?

  /// Gives up the definition of a guest that is off, known by its UUID, and nothing besides.
  ///
  /// - Parameter definition: that which is given up.
  /// - Throws: where more is kept of it, which would be lost.
  func discard(_ guest: Guest, _ definition: [UInt8], until deadline: Instant) throws(Failure)
}

/// Writes down what definition a guest has, and gives it up where it is kept elsewhere.
public protocol GuestExporter: Sendable {
  /// The definition, as `define` takes it.
  func definition(of guest: Guest, until deadline: Instant) throws(Failure) -> [UInt8]

  /// Gives up this node's knowledge of a guest that was released; only with its definition kept elsewhere.
  func forget(_ guest: Guest, until deadline: Instant) throws(Failure)
}

/// Knows which disks a guest writes to. Of a toolstack that lets nobody put a layer upon a disk of a guest that runs, or copy it to
/// another place, the definition tells all, and it does without.
public protocol GuestDisks: Sendable {
  /// The disks that a guest writes to now; nil for one that does not run.
  func disks(of guest: Guest, until deadline: Instant) throws(Failure) -> [GuestDisk]?

  /// The disks that it would write to if it were started by a definition.
  func disks(in definition: [UInt8]) throws(Failure) -> [GuestDisk]

  /// The definition with another disk at a target.
  ///
  /// - Parameter own: what this node has as the guest's definition, which may say how the disk is reached.
  /// - Returns: nil where nobody says how it is reached.
  func putting(
    _ disk: GuestDisk, at target: String, into definition: [UInt8], from own: [UInt8]?
  ) throws(Failure) -> [UInt8]?

  /// A file that the toolstack replaces whenever a guest that runs has come to be another, its disks included; nil where there is
  /// none on this machine.
  func trace(of guest: Guest) -> String?
}

/// Fills in what a definition leaves open, so that a guest is the same machine at each start and on each node.
public protocol GuestCompleter: Sendable {
  /// What a definition says beyond the one that it was made from.
  func particulars(of whole: [UInt8], beyond kept: [UInt8]) throws(Failure) -> Particulars

  /// What a guest that runs is beyond its definition, where its toolstack keeps none of it; nil where it does not tell.
  func particulars(of guest: Guest, beyond kept: [UInt8], until deadline: Instant) throws(Failure)
    -> Particulars?

  /// A definition with what it leaves open as it is known, and with hardware addresses that are made of its UUID where nothing is.
  ///
  /// - Parameter identityAlone: whether all but the UUID and the hardware addresses is left to the toolstack, which may take nothing
  ///   else on this node.
  func completing(_ kept: [UInt8], by known: Particulars, identityAlone: Bool) throws(Failure)
    -> [UInt8]
}

extension GuestCompleter {
  /// Most toolstacks keep a definition of a guest that runs.
  public func particulars(of guest: Guest, beyond kept: [UInt8], until deadline: Instant)
    throws(Failure) -> Particulars?
  { nil }
}

/// Holds something of this node for a guest that is off, its disks above all.
public protocol GuestHoldings: Sendable {
  /// Gives it back; it is never told of another guest.
  func release(_ guest: Guest, until deadline: Instant) throws(Failure)
}

/// Keeps what a guest's firmware and TPM write in files of this node.
public protocol GuestFirmware: Sendable {
  /// The files, whether they are there yet or not; none for a guest that has neither, or is not known.
  func stateFiles(of guest: Guest, until deadline: Instant) throws(Failure) -> [StateFile]

  /// The files that a guest with this definition would have.
  func stateFiles(in definition: [UInt8]) throws(Failure) -> [StateFile]
}

/// Looks whether a node has what a guest needs that is started there; nothing is started, and nothing changed.
public protocol NodeLook: Sendable {
  /// Looks for what a definition names.
  ///
  /// - Returns: what could not be found out, a clause each; empty where everything was.
  /// - Throws: `.notReady` with the first thing that is missing.
  func check(_ guest: Guest, by definition: [UInt8], until deadline: Instant) throws(Failure)
    -> [String]
}
