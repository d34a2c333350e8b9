public import Model

/// The page of the file format of configuration tables.
public enum TablePage {
  /// The page.
  ///
  /// - Parameter path: where the table of a resource lies.
  public static func page(prose: Prose, path: String) throws(Failure) -> ManualPage {
    ManualPage(
      names: ["ha-xvm_ccr"], section: 5, summary: "configuration table of a resource",
      sections: [
        .init("DESCRIPTION", description(prose) + [.subsection("Keys", keys(prose))]),
        .init(
          "FILES",
          [
            .definitions(
              [.init([.name(.path, path)], [prose.paragraph("The table of one resource.")])],
              .loose)
          ]),
        .init(
          "EXAMPLES",
          [
            prose.paragraph("A table, with the tabs shown as blanks:"),
            .literal(try sample()),
          ]),
        .init(
          "ATTRIBUTES", [Attributes.block(stability: "Uncommitted")]),
        .init(
          "SEE ALSO",
          [
            .references([
              .init("ha-xvm_parameters", "5"), .init("OHAC.xvm", "7"),
              .init("ha-xvm_messages", "7"), .init("start_xvm", "8"), .init("xvm_ccr", "8"),
              .init("xvm_emit", "8"), .init("ccradm", "8CL"),
            ])
          ]),
        .init(
          "CAVEATS",
          [
            prose.paragraph(
              "The form is that of the tables of a cluster's configuration repository as far as it is known.",
              "No published file has both a whole body and its checksum, so that nothing could be compared.",
              "A table of a real cluster may have another checksum, and ours another one there; 'xvm_ccr show' reads such a "
                + "table with a warning, and 'xvm_ccr recover' accepts it.",
              "Blanks in the place of the tab, and the other order of the first two lines, are read as well.",
              "Not verified are:"),
            .items(ConfigurationTable.unverified.map { prose.spans($0) }),
          ]),
      ])
  }

  private static func description(_ prose: Prose) -> [ManualPage.Block] {
    let megabytes = ConfigurationTable.maximumSize >> 20
    return [
      prose.paragraph(
        "A configuration table holds the properties of one guest's resource.",
        "A file is a table and a line is a key, one tab and a value, up to the line feed; a value may be empty."
      ),
      prose.paragraph(
        "The first two lines are ccr_gennum, the number of changes so far, and ccr_checksum, the MD5 of all lines "
          + "after them in 32 hexadecimal digits.",
        "The copy with the highest ccr_gennum is the newest.",
        "A table that does not fit its checksum is not used until somebody accepts it with 'xvm_ccr recover'."
      ),
      prose.paragraph(
        "A key is printable ASCII without blanks, does not begin with ccr_ and stands in the table once.",
        "A value is one line of UTF-8 without NUL and carriage returns.",
        "A table has at most \(ConfigurationTable.maximumCount) keys and \(megabytes) MB."),
      prose.paragraph(
        "Do not edit a table, but change it with xvm_ccr(8), which replaces the file as a whole, with a new generation "
          + "and checksum, and leaves it readable by root alone."),
    ]
  }

  private static func keys(_ prose: Prose) -> [ManualPage.Block] {
    [
      prose.paragraph(
        "The keys are the extension properties of OHAC.xvm(7).",
        "A property that has no key has its default; a key that is no property is an error."),
      prose.paragraph(
        "When Domain_definition is TABLE, the definition of the guest lies in the table too.",
        "The key definition.lines is the number of its pieces, and definition.000001, definition.000002 and so on "
          + "are the pieces: a line each, or of a long line a thousand bytes.",
        "In a piece a line feed, a carriage return, a tab and a backslash are written as \\n, \\r, \\t and \\\\, a "
          + "blank at an end as \\s, and a byte that is not part of UTF-8 text as \\xHH.",
        "Put together the pieces are the definition byte for byte."),
    ]
  }

  /// A table as the program itself writes it.
  private static func sample() throws(Failure) -> [String] {
    var table = ConfigurationTable()
    table.generation = 3
    for (row, value) in [
      (ExtensionProperty.domainName, "web"), (.domainDefinition, "/global/web/web.xml"),
      (.stopTimeout, "600"),
    ] {
      try table.set(row.name, value)
    }
    let lines = String(decoding: table.serialized(), as: UTF8.self).split(separator: "\n")
    return lines.map { line in
      let parts = line.split(separator: "\t", maxSplits: 1)
      let key = String(parts.first ?? "")
      return key + String(repeating: " ", count: max(1, 24 - key.count)) + (parts.last ?? "")
    }
  }
}
