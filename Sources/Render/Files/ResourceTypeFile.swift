public import Model

/// A resource type registration file: rt_reg(4), from the tables of properties (Contract, Registration files).
public enum ResourceTypeFile {
  /// What a file declares.
  public struct Declaration: Sendable {
    /// The name without the vendor's: `xvm`.
    public let type: String
    /// The vendor's name: `OHAC`.
    public let vendor: String
    /// One sentence about it.
    public let description: String
    /// The directory of the methods.
    public let directory: String
    /// The methods and their programs in that directory.
    public let methods: [(method: String, program: String)]
    /// The properties, each once.
    public let rows: [ExtensionProperty]
    /// Defaults that differ from those of the rows, by name.
    public let defaults: [String: String]

    /// A declaration; of rows with the same name the first one counts.
    public init(
      type: String, vendor: String, description: String, directory: String,
      methods: [(method: String, program: String)], rows: [ExtensionProperty],
      defaults: [String: String] = [:]
    ) {
      (self.type, self.vendor, self.description) = (type, vendor, description)
      (self.directory, self.methods, self.defaults) = (directory, methods, defaults)
      var seen: Set<String> = []
      self.rows = rows.filter { seen.insert($0.name.lowercased()).inserted }
    }
  }

  /// The file; each line of `comments` stands at its head.
  public static func render(_ declaration: Declaration, comments: [String]) -> String {
    var lines = comments.map { $0.isEmpty ? "#" : "# \($0)" }
    lines += [
      "", "#$upgrade", "Resource_type = \(quoted(declaration.type));",
      "Vendor_id = \(quoted(declaration.vendor));",
      "RT_description = \(quoted(declaration.description));", "RT_version = \"1\";",
      "API_version = 2;", "Failover = TRUE;", "RT_basedir = \(declaration.directory);", "",
    ]
    let width = declaration.methods.map(\.method.count).max() ?? 0
    for (method, program) in declaration.methods {
      let gap = String(repeating: " ", count: width - method.count)
      lines.append("\(method)\(gap) = \(program);")
    }
    for row in declaration.rows {
      lines +=
        ["", "{"] + attributes(row, declaration.defaults[row.name]).map { "  \($0);" } + ["}"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The attributes of one property, `Property` first.
  static func attributes(_ row: ExtensionProperty, _ override: String? = nil) -> [String] {
    let isRequired = row.category == .required
    let initial = isRequired ? nil : override ?? row.initial
    var lines = ["Property = \(row.name)"]
    if row.origin == .extension { lines.append("Extension") }
    switch row.kind {
    case .integer(let range):
      if row.origin == .extension { lines.append("Int") }
      // Method time-outs may have no maximum.
      let isTimeout = row.origin == .standard && row.name.hasSuffix("_timeout")
      lines.append("Min = \(range.lowerBound)")
      if !isTimeout { lines.append("Max = \(range.upperBound)") }
      if let initial, !initial.isEmpty { lines.append("Default = \(initial)") }
    case .boolean:
      if row.origin == .extension { lines.append("Boolean") }
      if let initial, !initial.isEmpty { lines.append("Default = \(initial)") }
    case .choice(let words):
      if row.origin == .extension { lines.append("Enum { \(words.joined(separator: ", ")) }") }
      if let initial, !initial.isEmpty { lines.append("Default = \(initial)") }
    case .string(let maximum), .uri(let maximum):
      lines.append("String")
      if isRequired { lines.append("Minlength = 1") }
      lines.append("Maxlength = \(maximum)")
      if let initial { lines.append("Default = \(quoted(initial))") }
    case .list:
      // A list is declared as one string: how an array's default is written is not documented.
      lines.append("String")
      if let initial { lines.append("Default = \(quoted(initial))") }
    }
    lines.append("Tunable = \(tunable(row.tunable))")
    if row.origin == .extension { lines.append("Description = \(quoted(row.summary))") }
    return lines
  }

  private static func tunable(_ tunable: ExtensionProperty.Tunability) -> String {
    switch tunable {
    case .anyTime: "Anytime"
    case .whenDisabled: "When_disabled"
    case .atCreation: "At_creation"
    }
  }

  /// The file has no way to write a quotation mark within a string; an apostrophe stands for it.
  private static func quoted(_ text: String) -> String {
    "\"" + String(text.map { $0 == "\"" ? "'" : $0 }) + "\""
  }
}
