internal import Model
internal import Platform

/// Looks into a rehearsal guest: it has a console, and no guest agent.
struct RehearsalInterior: GuestInterior {
  private let directory: StateDirectory

  init(_ directory: StateDirectory) { self.directory = directory }

  func agent(of guest: Guest, until deadline: Instant) -> InteriorAnswer { .unequipped }

  func console(of guest: Guest, until deadline: Instant) throws(Failure) -> String? {
    directory.folder(of: guest.name)?.console
  }

  func equipment(in definition: [UInt8]) throws(Failure) -> InteriorEquipment {
    let name = try DomainDefinition(parsing: definition).name
    return InteriorEquipment(hasAgent: false, console: directory.folder(of: name)?.console)
  }
}
