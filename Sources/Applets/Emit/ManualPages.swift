internal import GenericDataService
internal import Model
internal import Platform
internal import Render

/// Every manual page of the program, from the tables and the descriptions of the commands.
enum ManualPages {
  /// The pages, in the order of their sections and names.
  static var all: [ManualPage] {
    get throws(Failure) {
      let prose = prose
      let pages =
        try commands(prose) + formats(prose) + types(prose) + [MessagesPage.page(prose: prose)]
      return pages.sorted { ($0.section, $0.name) < ($1.section, $1.name) }
    }
  }

  /// The page among these that a word asks for: `gds.8`, `gds(8)`, or `gds`, which is a command rather than anything else.
  static func find(_ word: String, among pages: [ManualPage]) -> ManualPage? {
    pages.first { $0.fileName == word || "\($0.name)(\($0.section))" == word }
      ?? pages.last { $0.names.contains(word) }
  }

  private static func commands(_ prose: Prose) -> [ManualPage] {
    ([Overview.manual] + Registry.applets.map { $0.manual }).map {
      CommandPage.page($0, prose: prose)
    }
  }

  private static func formats(_ prose: Prose) throws(Failure) -> [ManualPage] {
    [
      try TablePage.page(prose: prose, path: "\(Locations(root: "").tables)/RESOURCE"),
      ParametersPage.page(prose: prose), SetupPage.page(prose: prose),
    ]
  }

  private static func types(_ prose: Prose) throws(Failure) -> [ManualPage] {
    let logs = "\(Locations(root: "").logs)/GROUP/RESOURCE/message_log.txt"
    var problems: [Failure] = []
    let nothing = ServiceConfiguration(
      try ResourceIdentity(resource: "web-rs", group: "web-rg"),
      PropertyValues([], of: [], problems: &problems))
    return ResourceAgents.all.map { AgentPage.page($0.manual, prose: prose) } + [
      ResourceTypePage.page(prose: prose, log: logs),
      ServicePage.page(
        rows: ServiceProperties.standard, settings: ServiceProperties.settings,
        variables: CommandLine.variables(of: nothing, restarts: 0).keys.sorted(), prose: prose),
    ]
  }

  /// The names that are marked wherever they are mentioned.
  private static var prose: Prose {
    var prose = Prose()
    prose.commands = Set(Registry.applets.map { $0.name } + [Overview.manual.name])
    // A word of every page, which seldom means the command.
    prose.commands.remove(Cluster.name)
    prose.properties = Set(
      (SetupProperties.keys + ServiceProperties.all).map(\.name))
    return prose
  }
}
