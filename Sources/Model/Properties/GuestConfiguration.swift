/// The typed view of one valid set of extension properties: how one guest is kept.
public struct GuestConfiguration: Equatable, Sendable {
  public let values: PropertyValues
  /// The guest's definition, when it is kept in the configuration table itself.
  public let storedDefinition: [UInt8]?

  /// The view of values that were checked against `ExtensionProperties.all`.
  public init(_ values: PropertyValues, storedDefinition: [UInt8]? = nil) {
    (self.values, self.storedDefinition) = (values, storedDefinition)
  }

  /// The guest's name.
  public var domainName: String { values.text(.domainName) }
  /// The toolstack.
  public var hypervisor: Hypervisor { values.choice(.hypervisor) ?? .libvirt }
  /// Where the toolstack is reached; empty for its own default.
  public var connectURI: String { values.text(.connectURI) }
  /// A file, the word TABLE, or empty.
  public var domainDefinition: String { values.text(.domainDefinition) }
  /// Whether the definition is kept in the table.
  public var hasStoredDefinition: Bool { ConfigurationTable.holdsDefinition(domainDefinition) }

  /// Whether two configurations are of one guest: the same name on the same toolstack.
  public func isOfSameGuest(as other: GuestConfiguration) -> Bool {
    domainName == other.domainName && isOnSameToolstack(as: other)
  }

  /// Whether one driver serves both guests.
  public func isOnSameToolstack(as other: GuestConfiguration) -> Bool {
    (hypervisor, connectURI) == (other.hypervisor, other.connectURI)
  }

  /// What to do about a guest that is paused for this reason; nil for a state that passes by itself.
  public func policy(for cause: PauseCause) -> Policy? {
    switch cause {
    case .byOperator, .unknown: policy(.onOperatorPause)
    case .ioError: policy(.onIOErrorPause)
    case .crashed, .watchdog: policy(.onCrash)
    case .suspendedByGuest: .honour
    case .postcopyFailed: .restart
    case .transition, .postcopy: nil
    }
  }

  /// Whether it is to be moved while it runs.
  public var migrates: Bool { values.choice(.migrationType) == MigrationType.migrate }
  /// Whether the other nodes are asked before a start.
  public var startGuard: StartGuard { values.choice(.startGuard) ?? .off }
  /// What a start does about a definition with an older disk than the guest has.
  public var diskPolicy: DiskPolicy { values.choice(.diskPolicy) ?? .follow }
  /// Whether a start fails when its guest does not answer in time.
  public var failsWhenNotReady: Bool { values.choice(.onNotReady) != NotReadyPolicy.warn }
  /// The ways to ask for a shutdown, in the order in which they are tried.
  public var shutdownModes: [ShutdownMode] {
    values.list(.shutdownModes).compactMap(ShutdownMode.init(rawValue:))
  }
  /// What to do about a crashed guest that is kept.
  public var crashPolicy: Policy { policy(.onCrash) }
  /// Whether a guest that shut itself down is left off.
  public var honoursGuestShutdown: Bool { policy(.onGuestShutdown) == .honour }

  private func policy(_ row: ExtensionProperty) -> Policy {
    values.choice(row) ?? .restart
  }
}

/// The methods of a resource, as a framework calls them.
public enum Method: String, CaseIterable, Sendable {
  case start, stop, probe, validate

  /// The property that holds the time which it may take.
  public var timeoutProperty: ExtensionProperty {
    switch self {
    case .start: .startTimeout
    case .stop: .stopTimeout
    case .probe: .probeTimeout
    case .validate: .validateTimeout
    }
  }
}
