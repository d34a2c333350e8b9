/// Reads what a file that used to be sourced by a shell sets, without a shell.
///
/// Assignments, quotes, comments and `$NAME` of keys set above are understood, in the meaning that ksh(1) gives them. A line
/// that would have run a program is refused; behind one that might decide which lines count, nothing is read.
public struct ShellAssignments: Sendable {
  /// The values, in the order in which they were set; a key that is set again stands there again.
  public private(set) var given: [PropertyValues.Given] = []
  /// What was refused, each with its line.
  public private(set) var refused: [Failure] = []
  /// Keys whose values other ones are made of.
  public private(set) var referred: Set<String> = []
  /// What was repaired silently by others and is said here: the file's first bytes, its line ends.
  public private(set) var remarks: [String] = []

  /// The longest value, and the most of all values together; `A=$B$B` doubles with each line.
  static let longestValue = 1 << 16
  static let mostBytes = 4 << 20
  private static let mostRefused = 100

  private let name: String
  private var values: [String: String] = [:]
  private var total = 0

  /// Reads a file; `name` is the file in messages.
  public init(parsing bytes: [UInt8], name: String) {
    self.name = name
    guard let text = clean(bytes) else { return }
    var reader = ShellReader(text)
    while refused.count < ShellAssignments.mostRefused, reader.findStatement() {
      let line = reader.line
      do throws(ShellReader.Refusal) {
        for (key, value) in try reader.statement(valueOf: { values[$0] }) {
          try take(key, value, line)
        }
        referred.formUnion(reader.referred)
      } catch {
        refuse(line, error.cause)
        // What such a key held before is not what it holds now.
        given.removeAll { reader.touched.contains($0.name) }
        for key in reader.touched { values[key] = nil }
        if reader.skipStatement() || error.isDecisive {
          refuse(line, "the lines behind it are not read, as it may decide which of them count")
          return
        }
      }
    }
  }

  private mutating func take(_ key: String, _ value: String, _ line: Int)
    throws(ShellReader.Refusal)
  {
    total += value.utf8.count
    guard total <= ShellAssignments.mostBytes else {
      throw ShellReader.Refusal(
        "the values together are longer than \(ShellAssignments.mostBytes >> 20) MB")
    }
    values[key] = value
    given.append(PropertyValues.Given(key, value, place: "\(name):\(line)"))
  }

  private mutating func refuse(_ line: Int?, _ cause: String) {
    refused.append(
      Failure(.notAnAssignment, line.map { "\(name):\($0)" } ?? name, cause: cause))
  }

  /// The bytes to read, or nil when the file is none that a shell could have read.
  private mutating func clean(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count <= ParameterFile.maximumSize else {
      refuse(nil, "longer than \(ParameterFile.maximumSize >> 20) MB")
      return nil
    }
    var (text, wasLatin1) = UTF8Scan.orLatin1(bytes)
    if wasLatin1 { remarks.append("it is not UTF-8 and is read as ISO-8859-1") }
    if text.starts(with: [0xEF, 0xBB, 0xBF]) {
      text.removeFirst(3)
      remarks.append("the byte order mark before the first line is left out")
    }
    if UTF8Scan.isUTF16(text) {
      refuse(1, "is UTF-16; 'iconv -f UTF-16 -t UTF-8' makes it what a shell could have read")
      return nil
    }
    if text.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "<") {
      refuse(1, "is XML and no file of a shell; a guest's definition is named by Definition_file")
      return nil
    }
    if let place = text.firstIndex(of: 0) {
      refuse(text[..<place].count { $0 == UInt8(ascii: "\n") } + 1, "holds a NUL")
      return nil
    }
    if text.contains(UInt8(ascii: "\r")) {
      var plain: [UInt8] = []
      plain.reserveCapacity(text.count)
      for (index, byte) in text.enumerated() {
        let isEnd = index + 1 == text.count || text[index + 1] == UInt8(ascii: "\n")
        if byte != UInt8(ascii: "\r") || !isEnd { plain.append(byte) }
      }
      text = plain
      remarks.append("the CR before each LF is left out; ksh took it for a part of the value")
    }
    return text
  }
}
