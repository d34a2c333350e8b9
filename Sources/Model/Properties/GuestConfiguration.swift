/// What to do about a guest in a state that is not plain running.
public enum Policy: String, Sendable {
  /// Leave it so and call it well.
  case honour = "HONOUR"
  /// Let it go on.
  case resume = "RESUME"
  /// Start it again on this node.
  case restart = "RESTART"
  /// Ask for another node.
  case failOver = "FAILOVER"
}

/// The typed view of one valid set of extension properties: how one guest is kept.
public struct GuestConfiguration: Equatable, Sendable {
  /// The values that it is a view of.
  public let values: PropertyValues
  /// The guest's definition, when it is kept in the configuration table itself.
  public let storedDefinition: [UInt8]?

  /// The view of values that were checked against `ExtensionProperties.all`.
  public init(_ values: PropertyValues, storedDefinition: [UInt8]? = nil) {
    (self.values, self.storedDefinition) = (values, storedDefinition)
  }

  /// The guest's name.
  public var domainName: String { values.text(.domainName) }
  /// The toolstack's word.
  public var hypervisor: String { values.text(.hypervisor) }
  /// Where the toolstack is reached; empty for its own default.
  public var connectURI: String { values.text(.connectURI) }
  /// A file, the word TABLE, or empty.
  public var domainDefinition: String { values.text(.domainDefinition) }
  /// Whether the definition is kept in the table.
  public var hasStoredDefinition: Bool { domainDefinition.uppercased() == "TABLE" }

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
    case .transition: nil
    }
  }

  /// What to do about a crashed guest that is kept.
  public var crashPolicy: Policy { policy(.onCrash) }
  /// Whether a guest that shut itself down is left off.
  public var honoursGuestShutdown: Bool { policy(.onGuestShutdown) == .honour }

  private func policy(_ row: ExtensionProperty) -> Policy {
    Policy(rawValue: values.text(row)) ?? .restart
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
