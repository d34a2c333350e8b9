/// How a guest is moved, as far as a toolstack lets that be tuned.
public struct MoveManner: Equatable, Sendable {
  /// What QEMU allows a guest to stand still at the end of a move, unless it is told otherwise.
  public static let usualStandstill = Duration.milliseconds(300)

  /// The mebibytes a second that it may take of the link; 0 for all that there is.
  public var bandwidth = 0
  /// How long the guest may stand still at its end, where less does not bring it to its end.
  public var standstill = MoveManner.usualStandstill
  /// The percentage by which a guest is throttled that writes faster than it is sent, and by which that is raised; 0 for never.
  public var throttle = 0
  /// Whether the guest may go on at the other node before all of its memory is there.
  public var allowsPostcopy = false
  /// Whether what crosses the link is encrypted.
  public var isEncrypted = false
  /// The number of connections that carry the memory side by side; 0 for one of the ordinary kind.
  public var streams = 0
  /// The targets of the disks that are copied along.
  public var disks: [String] = []
  /// Further options of the toolstack's own command.
  public var options: [String] = []

  /// The toolstack's own manner.
  public init() {}

  /// What a guest's properties say.
  public init(_ values: PropertyValues) {
    bandwidth = values.integer(.migrationBandwidth)
    standstill = .milliseconds(values.integer(.migrationDowntime))
    throttle = values.integer(.migrationThrottle)
    allowsPostcopy = values.flag(.migrationPostcopy)
    isEncrypted = values.flag(.migrationTLS)
    streams = values.integer(.migrationStreams)
    disks = values.list(.migrationDisks)
    options = MoveManner.options(values.list(.migrationOptions))
  }

  /// A property is a list with commas, and so may be the value of an option: what begins with no hyphens belongs to the one before.
  private static func options(_ elements: [String]) -> [String] {
    var options: [String] = []
    for element in elements {
      if element.hasPrefix("-") || options.isEmpty {
        options.append(element)
      } else {
        options[options.count - 1] += "," + element
      }
    }
    return options
  }

  /// The properties that all this comes from.
  public static let properties: [ExtensionProperty] = [
    .migrationBandwidth, .migrationDowntime, .migrationThrottle, .migrationPostcopy, .migrationTLS,
    .migrationStreams, .migrationDisks, .migrationOptions,
  ]
}
