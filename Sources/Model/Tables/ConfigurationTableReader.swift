extension ConfigurationTable {
  /// Reads the bytes of a table's file; `name` is the table's name in messages.
  ///
  /// - Throws: `.malformed` for the first line that is none of a table, named `name:12`; `.checksum` when every line is
  ///   good and the content is not the one that the checksum was made for.
  public init(parsing bytes: [UInt8], name: String) throws(Failure) {
    var reader = Reader(name: name, isStrict: true)
    let table = reader.read(bytes)
    if let problem = reader.problems.first { throw problem }
    self = table
  }

  /// Reads the lines of a table that a person wrote: the two header lines may be missing, and if they are there they have to
  /// be right.
  public init(parsingData bytes: [UInt8], name: String) throws(Failure) {
    var reader = Reader(name: name, isStrict: true, needsHeaders: false)
    let table = reader.read(bytes)
    if let problem = reader.problems.first { throw problem }
    self = table
  }

  /// Reads what can be read of a damaged table, for tools that show or repair one; never for running a guest by.
  ///
  /// Lines that are none of a table are left out, and of a repeated key the first one is kept. At most a hundred warnings
  /// are given.
  public static func readLeniently(_ bytes: [UInt8], name: String)
    -> (table: ConfigurationTable, warnings: [Failure])
  {
    var reader = Reader(name: name, isStrict: false)
    let table = reader.read(bytes)
    return (table, reader.problems)
  }

  /// One reading of a file: what was found wrong so far.
  private struct Reader {
    let name: String
    let isStrict: Bool
    let needsHeaders: Bool
    var problems: [Failure] = []
    private static let mostProblems = 100

    init(name: String, isStrict: Bool, needsHeaders: Bool = true) {
      (self.name, self.isStrict, self.needsHeaders) = (name, isStrict, needsHeaders)
    }

    private mutating func report(_ line: Int?, _ cause: String) {
      guard problems.count < Reader.mostProblems else { return }
      problems.append(Failure(.malformed, line.map { "\(name):\($0)" } ?? name, cause: cause))
    }

    mutating func read(_ bytes: [UInt8]) -> ConfigurationTable {
      var table = ConfigurationTable()
      guard bytes.count <= ConfigurationTable.maximumSize else {
        report(nil, "longer than \(ConfigurationTable.maximumSize >> 20) MB")
        return table
      }
      var rest = bytes[...]
      if rest.starts(with: [0xEF, 0xBB, 0xBF]) {
        report(1, "begins with a byte order mark")
        rest = rest.dropFirst(3)
      }
      var headers: [String: String] = [:]
      var body: ArraySlice<UInt8>?
      var number = 0
      while !rest.isEmpty, !(isStrict && !problems.isEmpty) {
        number += 1
        let end = rest.firstIndex(of: UInt8(ascii: "\n"))
        if end == nil { report(number, "the line does not end; the file seems to be cut off") }
        let line = rest[..<(end ?? rest.endIndex)]
        if let header = header(line, number, body == nil, headers) {
          headers[header.key] = header.value
        } else {
          body = body ?? rest
          take(line, number, &table)
        }
        rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
      }
      if isStrict, !problems.isEmpty { return table }
      if headers.isEmpty, !needsHeaders { return table }
      check(headers, body ?? rest, &table)
      return table
    }

    /// The header that a line is, or nil when it is to be taken as a line of the body.
    private mutating func header(
      _ line: ArraySlice<UInt8>, _ number: Int, _ isHead: Bool, _ headers: [String: String]
    ) -> Entry? {
      guard isHead, let (key, value) = Form.split(line) else { return nil }
      for name in [Form.generationKey, Form.checksumKey]
      where key.elementsEqual(name.utf8) && headers[name] == nil {
        var text = String(decoding: value, as: UTF8.self)
        if text.utf8.last == UInt8(ascii: "\r") {
          report(number, "the line ends with CR LF; lines of a table end with LF alone")
          text = String(decoding: value.dropLast(), as: UTF8.self)
        }
        return Entry(key: name, value: text)
      }
      return nil
    }

    private mutating func take(
      _ bytes: ArraySlice<UInt8>, _ number: Int, _ table: inout ConfigurationTable
    ) {
      var line = bytes
      if line.last == UInt8(ascii: "\r") {
        report(number, "the line ends with CR LF; lines of a table end with LF alone")
        line = line.dropLast()
      }
      guard UTF8Scan.firstInvalid(in: line) == nil else { return report(number, "is not UTF-8") }
      guard let (key, value) = Form.split(line) else {
        return report(number, line.isEmpty ? "the line is empty" : "the line has no key")
      }
      if let cause = Form.objection(toKey: key) ?? Form.objection(toValue: value) {
        return report(number, cause)
      }
      let text = String(decoding: key, as: UTF8.self)
      guard table[text] == nil else { return report(number, "the key \(text) is there already") }
      guard table.entries.count < ConfigurationTable.maximumCount else {
        return report(number, "a table has at most \(ConfigurationTable.maximumCount) keys")
      }
      table.append(text, String(decoding: value, as: UTF8.self))
    }

    private mutating func check(
      _ headers: [String: String], _ body: ArraySlice<UInt8>, _ table: inout ConfigurationTable
    ) {
      if let text = headers[Form.generationKey],
        let generation = Int(outside: text, in: Int.min...Int.max)
      {
        table.generation = generation
      } else {
        report(nil, "\(Form.generationKey) is not among the first two lines, or is no number")
      }
      guard let wanted = headers[Form.checksumKey] else {
        return report(nil, "\(Form.checksumKey) is not among the first two lines")
      }
      let actual = Form.checksum(of: body)
      if actual != wanted.uppercased(), problems.count < Reader.mostProblems {
        problems.append(
          Failure(.checksum, name, cause: "it says \(wanted.prefix(40)), the lines give \(actual)"))
      }
    }
  }
}
