public import Model

/// What the guest agent of a guest says when it is asked whether it is there.
public enum InteriorAnswer: Equatable, Sendable {
  /// It answers.
  case answers
  /// It gives no answer, with the reason.
  case silent(String)
  /// The guest has no channel for one.
  case unequipped
  /// The toolstack could not be asked, so nothing is known.
  case unknown(String)
}

/// Looks into a guest from outside: its guest agent, and its serial console.
public protocol GuestInterior: Sendable {
  /// Whether the guest agent answers.
  func agent(of guest: Guest, until deadline: Instant) -> InteriorAnswer

  /// The file that the guest's serial console is written to; nil where it is written to none.
  func console(of guest: Guest, until deadline: Instant) throws(Failure) -> String?

  /// Whether a guest with this definition has a channel for a guest agent, and the file of its serial console.
  func equipment(in definition: [UInt8]) throws(Failure) -> InteriorEquipment
}

/// What a definition gives a guest to be looked into by.
public struct InteriorEquipment: Equatable, Sendable {
  /// Whether it has a channel for the guest agent.
  public let hasAgent: Bool
  /// The file that its serial console is written to; nil for none.
  public let console: String?

  public init(hasAgent: Bool, console: String?) {
    (self.hasAgent, self.console) = (hasAgent, console)
  }
}
