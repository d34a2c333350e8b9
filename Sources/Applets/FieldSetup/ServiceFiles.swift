internal import GenericDataService
internal import Model
internal import Platform
internal import Render

/// The files that our own engine and its unit read of one service.
struct ServiceFiles {
  private let resource: String
  private let locations = Locations.current

  init(_ resource: String) { self.resource = resource }

  /// What `gds run -P` reads.
  var properties: StandaloneRegistration.Present {
    present("\(locations.settings)/\(resource).properties")
  }

  /// What is added to the unit ha-xvm@.service.
  var unit: StandaloneRegistration.Present {
    present("\(locations.units)/ha-xvm@\(resource).service.d/group.conf")
  }

  /// Whether systemd knows the unit that runs services.
  var hasUnit: Bool { Files.information("\(locations.units)/ha-xvm@.service") != nil }

  /// Whether systemd starts the unit of the service at boot.
  var isUnitEnabled: Bool {
    let path = "\(locations.units)/multi-user.target.wants/ha-xvm@\(resource).service"
    return Files.information(path, following: false) != nil
  }

  /// The guest's configuration table.
  var table: StandaloneRegistration.Present { present("\(locations.tables)/\(resource)") }

  /// What is known of the guest beyond one boot.
  var facts: StandaloneRegistration.Present { present("\(locations.shared)/\(resource)") }

  /// The directory of what the engine has published; nil when there is none.
  func state(in group: String) -> String? {
    let path = "\(locations.services)/\(group)/\(resource)"
    return Files.information(path) == nil ? nil : path
  }

  /// Whether the service is online or on its way there.
  func isOnline(in group: String) -> Bool {
    guard let identity = try? ResourceIdentity(resource: resource, group: group) else {
      return false
    }
    return ServiceStateFile(identity).read().state != .offline
  }

  private func present(_ path: String) -> StandaloneRegistration.Present {
    StandaloneRegistration.Present(path: path, content: try? Files.read(path))
  }
}
