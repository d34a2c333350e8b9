internal import Model
internal import Render

extension EmitKind {
  /// `xvm_emit man [PAGE]`: the manual pages.
  static let man = EmitKind(
    "man", "[PAGE]", "a manual page in mdoc; without PAGE the list of them, or with -d all"
  ) { request throws(Failure) in
    let pages = try ManualPages.all
    guard let word = request.arguments.first else {
      if request.call.has("directory") {
        return .files(pages.map { EmittedFile(name: $0.fileName, text: MdocPage.render($0)) })
      }
      let rows = pages.map { ("\($0.name)(\($0.section))", $0.summary) }
      return .text(HelpText.columns(rows).joined(separator: "\n") + "\n")
    }
    guard request.arguments.count == 1 else {
      throw request.misunderstood("man takes one PAGE, not \(request.arguments.count)")
    }
    guard let page = ManualPages.find(word, among: pages) else {
      let near = Spelling.nearest(to: word, among: pages.map(\.name))
      throw request.misunderstood(
        "there is no page '\(word)'" + (near.map { "; did you mean \($0)?" } ?? ""))
    }
    return .text(MdocPage.render(page))
  }
}
