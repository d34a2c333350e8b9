/// One check of a guest from outside, an entry of Guest_check or Ready_check: `tcp:10.0.0.7:443 timeout=3 weight=50`.
public struct GuestCheck: Equatable, Sendable {
  /// What is looked at.
  public enum Kind: Equatable, Sendable {
    /// The guest agent answers.
    case agent
    /// A port accepts a connection.
    case tcp(address: String, port: UInt16)
    /// A text has been on the serial console since the guest was booted.
    case console(String)
    /// A program, with its arguments, exits with 0.
    case plugin([String])
  }

  public let kind: Kind
  /// The entry without its settings, as messages name it.
  public let name: String
  /// How many seconds it may take.
  public private(set) var timeout = 5
  /// What it adds to the probe's status when it fails: three failures of the initial weight within Retry_interval are a complete one.
  public private(set) var weight = 34

  /// Reads an entry.
  ///
  /// - Throws: `.badValue` with the reason.
  public init(parsing entry: String) throws(Failure) {
    var words = entry.split(separator: " ").map(String.init)
    func refuse(_ cause: String) -> Failure { Failure(.badValue, entry, cause: cause) }
    while let last = words.last {
      let parts = last.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let range = GuestCheck.settings[parts[0]] else { break }
      guard let number = Int(outside: parts[1], in: range) else {
        throw refuse(
          "'\(entry)': \(parts[0]) is a number, \(range.lowerBound) to \(range.upperBound)")
      }
      if parts[0] == "timeout" { timeout = number } else { weight = number }
      words.removeLast()
    }
    name = words.joined(separator: " ")
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts.count == 2 ? String(parts[1]) : ""
    switch parts.first.map(String.init) {
    case "agent" where parts.count == 1: kind = .agent
    case "tcp":
      guard let place = GuestCheck.place(rest) else {
        throw refuse(
          "'\(entry)': tcp:ADDRESS:PORT needs a numeric address, which no name service has to find, and a port"
        )
      }
      kind = .tcp(address: place.address, port: place.port)
    case "console" where !rest.isEmpty: kind = .console(rest)
    case "plugin":
      let line = try Words.split(rest)
      guard let program = line.first, program.hasPrefix("/") else {
        throw refuse("'\(entry)': plugin:PROGRAM needs the absolute path of a program")
      }
      kind = .plugin(line)
    default:
      throw refuse(
        "'\(entry)' is no check; it is agent, tcp:ADDRESS:PORT, console:TEXT or plugin:PROGRAM, and timeout=SECONDS and weight=NUMBER may follow"
      )
    }
  }

  private static let settings = ["timeout": 1...3_600, "weight": 0...100]

  /// A numeric address and a port behind a colon; IPv6 in brackets.
  private static func place(_ text: String) -> (address: String, port: UInt16)? {
    guard let colon = text.lastIndex(of: ":"),
      let port = Int(outside: String(text[text.index(after: colon)...]), in: 1...65_535)
    else { return nil }
    var address = String(text[..<colon])
    if address.hasPrefix("["), address.hasSuffix("]") {
      address = String(address.dropFirst().dropLast())
      let digits = "0123456789abcdefABCDEF:.".utf8
      guard address.contains(":"), address.utf8.allSatisfy(digits.contains) else { return nil }
    } else {
      let numbers = address.split(separator: ".", omittingEmptySubsequences: false)
      guard numbers.count == 4, numbers.allSatisfy({ Int(outside: String($0), in: 0...255) != nil })
      else { return nil }
    }
    return (address, UInt16(port))
  }
}

extension PropertyValues {
  /// The checks of a list; an entry that is none is left out, as the rules refuse it.
  func checks(_ row: ExtensionProperty) -> [GuestCheck] {
    list(row).compactMap { try? GuestCheck(parsing: $0) }
  }
}

extension GuestConfiguration {
  /// The checks that judge the guest while it runs.
  public var guestChecks: [GuestCheck] { values.checks(.guestCheck) }
  /// The checks that a start waits for.
  public var readyChecks: [GuestCheck] { values.checks(.readyCheck) }
}
