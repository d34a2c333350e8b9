internal import Model

/// Times as a cluster's configuration spells them: `60`, `60s`, `1min`, `2h`, `500ms`, and ISO 8601's `PT1M30S`.
enum PacemakerDuration {
  private static let units: [(String, Int)] = [
    ("msec", 1), ("ms", 1), ("usec", 0), ("us", 0), ("sec", 1_000), ("s", 1_000),
    ("min", 60_000), ("m", 60_000), ("hr", 3_600_000), ("h", 3_600_000), ("", 1_000),
  ]

  /// How many milliseconds that is; nil for what is none, or longer than anybody waits.
  static func milliseconds(_ text: String) -> Int? {
    let word = text.trimmed
    if word.hasPrefix("P") { return iso8601(word.dropFirst()) }
    let digits = word.prefix { $0.isNumber }
    let unit = String(word.dropFirst(digits.count)).trimmed.lowercased()
    guard let number = Int(outside: digits, in: 0...Int.max),
      let factor = units.first(where: { $0.0 == unit })?.1
    else {
      return nil
    }
    let (product, isTooLong) = number.multipliedReportingOverflow(by: factor)
    return isTooLong ? nil : product
  }

  private static func iso8601(_ text: Substring) -> Int? {
    var (total, number, isTime) = (0, "", false)
    for character in text {
      if character.isNumber { number.append(character); continue }
      if character == "T" { isTime = true; continue }
      let factors: [Character: Int] =
        isTime ? ["H": 3_600, "M": 60, "S": 1] : ["W": 604_800, "D": 86_400]
      guard number.count < 9, let value = Int(outside: number), let factor = factors[character]
      else {
        return nil
      }
      total += value * factor * 1_000
      number = ""
    }
    return number.isEmpty ? total : nil
  }

  /// Whether two spellings are of one time.
  static func agree(_ present: String?, _ wanted: String) -> Bool {
    guard let present else { return false }
    guard let time = milliseconds(present) else { return present == wanted }
    return time == milliseconds(wanted)
  }

  /// Whether the first time is longer than the second.
  static func isLonger(_ first: String, _ second: String) -> Bool {
    guard let first = milliseconds(first), let second = milliseconds(second) else { return false }
    return first > second
  }

  /// What tells an operation from the others of its resource.
  static func key(_ operation: XMLElement) -> String {
    let interval = operation["interval"] ?? "0"
    return "\(operation["name"] ?? "")-\(milliseconds(interval).map(String.init) ?? interval)"
  }
}
