internal import Hypervisors
internal import Model
internal import Platform

/// Whether what decides what runs as root could have been changed by somebody else.
enum ValidateTrust {
  /// Everything that is wrong with these files, and the way to them; what is not there is somebody else's finding.
  static func check(files: [String]) -> [Finding] {
    files.filter { $0.hasPrefix("/") }.compactMap { path in
      Trust.objection(toWayTo: path).map {
        .error(Failure(.notOursAlone, path, cause: $0), ofThisNode: true)
      }
    }
  }

  /// The files that a guest's configuration names.
  static func files(of configuration: GuestConfiguration) -> [String] {
    let plugin = (try? Words.split(configuration.values.text(.pluginProbe)))?.first
    return [configuration.domainDefinition, plugin ?? ""]
  }
}
