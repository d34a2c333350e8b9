public import Model
public import Platform

/// The full set of a service's properties in a file that other commands and agents read: `Name`, a tab, the value.
///
/// start writes it, so that the methods after it, scha_resource_get and the application's own agent work with the values
/// that are in effect and not with what somebody has typed since.
public struct PublishedProperties: Sendable {
  /// The file: `<group>/<resource>/properties` below the engine's directory.
  public let path: String

  /// The file of one resource.
  public init(_ identity: ResourceIdentity, locations: Locations = .current) {
    path = "\(locations.services)/\(identity.group)/\(identity.resource)/properties"
  }

  /// Replaces the file by the values in effect, the unset ones with their initial values.
  public func write(_ configuration: ServiceConfiguration) throws(SystemError) {
    let lines = ServiceProperties.all.map { row in
      "\(row.name)\t\(PublishedProperties.escape(configuration[row]))\n"
    }
    try Files.makeDirectory(Files.parent(of: path))
    try Files.replace(path, with: Array(lines.joined().utf8), mode: 0o600)
  }

  /// The values of the file; nil when there is none.
  public func read() -> [PropertyValues.Given]? {
    guard let bytes = try? Files.read(path) else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      let pair = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { return nil }
      return .init(String(pair[0]), PublishedProperties.unescape(pair[1]), place: path)
    }
  }

  private static func escape(_ text: String) -> String {
    var result = ""
    for letter in text.unicodeScalars {
      switch letter {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(letter)
      }
    }
    return result
  }

  private static func unescape(_ text: Substring) -> String {
    var result = ""
    var isEscaped = false
    for letter in text.unicodeScalars {
      if isEscaped {
        result += letter == "n" ? "\n" : String(Character(letter))
        isEscaped = false
      } else if letter == "\\" {
        isEscaped = true
      } else {
        result.unicodeScalars.append(letter)
      }
    }
    return result
  }
}
