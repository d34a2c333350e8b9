internal import Model

/// The commented file that a field engineer fills in: every key, what it is for, and what it is when nobody sets it.
public enum ConfigurationTemplate {
  /// A value of the file, and what is to be said above it.
  public struct Line: Equatable, Sendable {
    public let value: String
    /// Whether it is set, or only shown behind a '#'.
    public let isSet: Bool

    /// A value that is set, or a suggestion.
    public init(_ value: String, isSet: Bool = true) {
      (self.value, self.isSet) = (value, isSet)
    }
  }

  /// The names that people derive from one: NAME-rs, NAME-rg and so on.
  public static func lines(for name: String) -> [String: Line] {
    [
      "RS": Line("\(name)-rs"), "RG": Line("\(name)-rg"), "Domain_name": Line(name),
      "HAS_RS": Line("\(name)-has", isSet: false), "LH": Line("\(name)-lh", isSet: false),
    ]
  }

  /// The file; `lines` are by the names of the keys, and a key without one shows its initial value.
  ///
  /// A value that no line can hold becomes a comment that says so.
  public static func render(_ lines: [String: Line] = [:], head: [String] = []) -> String {
    var text = head.isEmpty ? introduction : head
    text = text.map { $0.isEmpty ? "#" : "# " + Escapes.line($0) }
    for (title, rows) in [
      ("Where the guest is to be, and beside what", SetupProperties.all),
      ("The guest", ExtensionProperties.all), ("The framework", SetupProperties.framework),
    ] {
      text += ["", "# ---- \(title) ----"]
      for row in rows { text += [""] + paragraph(row, lines[row.name]) }
    }
    return text.joined(separator: "\n") + "\n"
  }

  private static let introduction = [
    "How one guest is kept. Copy this file, fill the copy in, and keep it as the record of how",
    "the resource was made: xvm_register -n -f COPY shows what would be done, without -n it is done.",
    "",
    "Lines are KEY=value. A value with blanks goes in quotes; nothing is expanded and nothing is run.",
    "A key that begins with '#' has the value that is shown. RS, RG and Domain_name have to be set.",
  ]

  private static func paragraph(_ row: ExtensionProperty, _ line: Line?) -> [String] {
    let isRequired = row.category == .required
    let about =
      "\(row.summary.prefix(1).uppercased() + row.summary.dropFirst()) (\(row.range)"
      + (isRequired ? "; required)." : ").")
    let comments =
      HelpText.wrap(about, width: 96) + HelpText.wrap(row.detail, width: 96)
      + HelpText.wrap(row.unverified.map { "Not verified: \($0)" } ?? "", width: 96)
    let shown = line ?? Line(row.initial ?? "", isSet: isRequired)
    guard let value = ParameterFile.quoted(shown.value) else {
      return comments.map { "# \($0)" } + ["# \(row.name): its value cannot be written in a line"]
    }
    return comments.map { "# \($0)" } + [(shown.isSet ? "" : "#") + "\(row.name)=\(value)"]
  }
}
