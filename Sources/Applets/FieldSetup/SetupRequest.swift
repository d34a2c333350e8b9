internal import Hypervisors
internal import Model
internal import Platform
internal import Render

/// A set-up file that was read, with everything that its registration needs from this machine.
struct SetupRequest {
  let name: String
  let setup: SetupFile
  /// The line of each key, for messages: `web.conf:7`.
  private let places: [String: String]
  /// The content of Definition_file; nil when the file names none.
  let definition: [UInt8]?
  private let locations = Locations.current

  /// Reads a file.
  ///
  /// - Throws: every problem of it, each with its line.
  init(_ path: String) throws(Problems) {
    var problems: [Failure] = []
    let given: [PropertyValues.Given]
    do throws(SystemError) {
      let bytes = try Files.read(path, limit: ParameterFile.maximumSize, trusted: true)
      given = ParameterFile.parse(bytes, name: path, problems: &problems)
    } catch {
      throw Problems(Failure(.unreadable, path, of: error))
    }
    var setup = SetupFile(given, name: path, problems: &problems)
    name = path
    places = Dictionary(
      given.map { ($0.name.lowercased(), $0.place) }, uniquingKeysWith: { first, _ in first })
    var found: [UInt8]?
    do throws(SetupSource.Problem) {
      found = try SetupSource.definition(of: setup)
    } catch {
      let (key, failure) = (error.key.name, error.failure)
      let cause = [failure.subject == key ? "" : failure.subject, failure.cause]
        .filter { !$0.isEmpty }.joined(separator: ": ")
      problems.append(failure.placed(SetupRequest.place(key, places, path), cause: cause))
    }
    definition = found
    if setup.isLoadAutomatic, problems.isEmpty {
      do throws(Failure) { setup = try SetupRequest.counting(setup, found) } catch {
        let key = ExtensionProperty.loadFactors.name
        problems.append(
          error.placed(SetupRequest.place(key, places, path), cause: error.cause))
      }
    }
    self.setup = setup
    guard problems.isEmpty else { throw Problems(problems) }
  }

  /// The file with what its definition takes of a node.
  private static func counting(_ setup: SetupFile, _ kept: [UInt8]?) throws(Failure) -> SetupFile {
    let key = ExtensionProperty.loadFactors.name
    let place = setup.guest.text(.domainDefinition)
    guard kept != nil || place.hasPrefix("/") else {
      throw Failure(
        .badValue, key, cause: "AUTO needs a definition, by Definition_file or Domain_definition")
    }
    let bytes: [UInt8]
    if let kept {
      bytes = kept
    } else {
      bytes = try Files.load(place, limit: ConfigurationTable.maximumSize, trusted: true)
    }
    let driver = Drivers.driver(for: GuestConfiguration(setup.guest, storedDefinition: kept))
    let guest = try driver.read(definition: bytes)
    guard let processors = guest.processors, let mebibytes = guest.mebibytes else {
      throw Failure(
        .badValue, key,
        cause:
          "AUTO needs a definition that says how many processors and how much memory the guest has")
    }
    return setup.counting(processors: processors, mebibytes: mebibytes)
  }

  /// A problem with the line in front of the key that it is about, or whose value is what it is about.
  func placed(_ failure: Failure) -> Failure {
    let subject = failure.subject
    let isKey = SetupProperties.keys.contains { $0.isNamed(subject) }
    let row = ExtensionProperties.all.first { !subject.isEmpty && setup.guest.text($0) == subject }
    return failure.placed(
      SetupRequest.place(isKey ? subject : row?.name ?? subject, places, name))
  }

  private static func place(_ key: String, _ places: [String: String], _ name: String) -> String {
    "\(places[key.lowercased()] ?? name): \(key)"
  }

  /// The path by which the framework calls this program.
  var program: String { Environment.ownPath }

  /// The resource's table as it is on this node and as it should be; `unseen` leaves out what is there.
  func table(unseen: Bool = false) throws(Failure) -> ClusterRegistration.TableChange {
    let path = "\(locations.tables)/\(setup.resource)"
    let bytes = unseen ? nil : try? Files.read(path, limit: ConfigurationTable.maximumSize)
    // A table that does not fit its checksum is neither used nor written over.
    let present = try bytes.map { bytes throws(Failure) in
      try ConfigurationTable(parsing: bytes, name: path)
    }
    let table = try setup.table(definition: definition).following(present)
    return ClusterRegistration.TableChange(
      path: path, content: table.serialized(), present: bytes,
      isFixedWhileEnabled: try table.changesWhatIsFixed(in: present))
  }
}

/// Everything that is wrong, so that somebody can put it right in one go.
struct Problems: Error {
  let failures: [Failure]

  init(_ failures: [Failure]) { self.failures = failures }
  init(_ failure: Failure) { self.init([failure]) }

  /// What `body` returns; its failure becomes the only problem.
  static func only<Value>(_ body: () throws(Failure) -> Value) throws(Problems) -> Value {
    do throws(Failure) {
      return try body()
    } catch {
      throw Problems(error)
    }
  }

  /// The last one, after the others were shown: it becomes the exit status.
  var last: Failure {
    Problems(Array(failures.dropLast())).show()
    return failures.last ?? Failure(.malformed)
  }

  /// Shows each in a line of its own.
  func show() {
    for failure in failures { Output.complain(failure.description) }
  }
}
