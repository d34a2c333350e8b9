internal import Model
internal import Render

/// Every manual page of the program, from the tables and the descriptions of the commands.
enum ManualPages {
  /// The pages, in the order of their sections and names.
  static var all: [ManualPage] {
    let prose = prose
    let commands = Registry.applets.map { CommandPage.page($0.manual, prose: prose) }
    return commands.sorted { ($0.section, $0.name) < ($1.section, $1.name) }
  }

  /// The page that a word asks for: `gds.8`, `gds(8)`, or `gds`, which is a command rather than anything else.
  static func find(_ word: String) -> ManualPage? {
    let pages = all
    return pages.first { $0.fileName == word || "\($0.name)(\($0.section))" == word }
      ?? pages.last { $0.names.contains(word) }
  }

  /// The names that are marked wherever they are mentioned.
  private static var prose: Prose {
    var prose = Prose()
    prose.commands = Set(Registry.applets.map { $0.manual.name } + ["ha-xvm"])
    prose.properties = Set(ExtensionProperties.all.map(\.name))
    return prose
  }
}
