/// What `clresource show -v` printed, saved in a file.
///
/// UNVERIFIED: blanks and the order of lines; only `Name: value` in lines of any indentation, and that `Resource:` begins the
/// next resource, are relied upon (gds-contract, section 5.2).
public struct ResourceListing: Sendable {
  /// One resource's properties, the first line of each name.
  public struct Resource: Sendable {
    /// Its name.
    public let name: String
    /// Its lines.
    public internal(set) var properties: [PropertyValues.Given] = []

    /// The value of a property, by its name without regard to case.
    public subscript(_ name: String) -> String? {
      properties.first { $0.name.lowercased() == name.lowercased() }?.value
    }
  }

  /// The resources, in their order.
  public private(set) var resources: [Resource] = []

  /// Reads a listing; `name` is the file in messages.
  public init(parsing bytes: [UInt8], name: String) throws(Failure) {
    guard bytes.count <= ParameterFile.maximumSize else {
      throw Failure(.malformed, name, cause: "longer than \(ParameterFile.maximumSize >> 20) MB")
    }
    if bytes.contains(0) || UTF8Scan.firstInvalid(in: bytes) != nil {
      throw Failure(.malformed, name, cause: "is no text in UTF-8")
    }
    var seen: Set<String> = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() {
      let line = String(decoding: bytes, as: UTF8.self).trimmed
      guard let colon = line.firstIndex(of: ":") else { continue }
      let key = String(line[..<colon])
      let value = line[line.index(after: colon)...].trimmed
      guard !key.isEmpty, !key.contains(where: { $0.isWhitespace }) else { continue }
      if key == "Resource" {
        resources.append(Resource(name: value))
        seen = []
      } else if resources.isEmpty, !key.lowercased().hasSuffix("_command") {
        continue
      } else if resources.isEmpty {
        // Command properties alone, cut out of a listing.
        resources.append(Resource(name: ""))
      }
      if key != "Resource", seen.insert(key.lowercased()).inserted {
        resources[resources.count - 1].properties.append(
          PropertyValues.Given(key, value == "<NULL>" ? "" : value, place: "\(name):\(index + 1)"))
      }
    }
  }

  /// The resource of this name, or the only one when no name is given.
  public func resource(_ wanted: String?) throws(Failure) -> Resource {
    let found = resources.filter { wanted == nil || $0.name == wanted }
    guard found.count == 1, let resource = found.first else {
      let names = resources.prefix(10).map(\.name).joined(separator: ", ")
      throw Failure(
        .noSuchResource, wanted ?? "", cause: names.isEmpty ? "it is empty" : "it holds \(names)")
    }
    return resource
  }
}
