internal import Model

extension EmitKind {
  /// `xvm_emit man [PAGE]`: the manual pages.
  static let man = EmitKind(
    "man", "[PAGE]", "a manual page in mdoc; the list of pages, or with -d all of them"
  ) { request throws(Failure) in
    guard request.arguments.isEmpty else {
      throw request.misunderstood("'\(request.arguments[0])' is no page")
    }
    return .text("")
  }
}
