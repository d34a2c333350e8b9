internal import Agent
internal import Model
internal import Render

/// What `xvm_why --lose` writes; functions from values to text.
enum LossText {
  // MARK: For people

  /// The losses; of a survey, a line about all of them and those that hurt somebody.
  static func text(_ reports: [LossReport], isSurvey: Bool, of whatIf: WhatIf) -> String {
    var parts = isSurvey ? [survey(reports)] : []
    parts += reports.filter { !isSurvey || !$0.hurt.isEmpty || !$0.yielding.isEmpty }.map(detail)
    if whatIf.assumesVotes {
      parts.append(
        "Nobody could be asked about votes: each node is taken for one, and of two nodes one for enough."
      )
    }
    return parts.joined(separator: "\n\n")
  }

  private static func survey(_ reports: [LossReport]) -> String {
    let hurt = reports.count { !$0.hurt.isEmpty }
    let yielding = reports.count { $0.hurt.isEmpty && !$0.yielding.isEmpty }
    var words = "\(reports.count - hurt) of \(reports.count) losses can be borne"
    if yielding > 0 { words += ", in \(yielding) of them guests give way to what goes first" }
    return words + "."
  }

  private static func detail(_ report: LossReport) -> String {
    let nodes = report.nodes.joined(separator: " and ")
    var lines = ["Without \(nodes)\(report.isQuorate ? "" : ", and so without quorum"):"]
    let changed = report.guests.filter { $0.fate != .stays }
    if !changed.isEmpty {
      let rows = changed.map { [$0.name, $0.now, $0.then ?? "-", words($0)] }
      lines += Columns.padded([["GUEST", "NOW", "THEN", "WHAT"]] + rows).map {
        "  " + $0.joined(separator: "  ").trimmed
      }
    }
    let staying = report.guests.count - changed.count
    if staying > 0 {
      lines.append("  \(count(staying, "guest")) where \(staying == 1 ? "it is" : "they are")")
    }
    for load in report.full {
      let room = load.capacity.map { "\(load.used) of \($0)" } ?? "none"
      lines.append("  \(load.node) is full: \(load.kind) \(room)")
    }
    return lines.map { Escapes.terminal($0) }.joined(separator: "\n")
  }

  private static func count(_ number: Int, _ what: String) -> String {
    number == 1 ? "1 \(what) stays" : "\(number) \(what)s stay"
  }

  static func words(_ guest: LossReport.Guest) -> String {
    let unready = guest.isReady == false ? ", which is not ready for it" : ""
    switch guest.fate {
    case .stays: return "stays"
    case .restarts: return "starts there" + unready
    case .moves: return "moves there" + unready
    case .givesWay: return "gives way to \(guest.rivals.joined(separator: ", "))"
    case .noPlace:
      let why = guest.reasons.map { "\($0.code.sentence): \($0.cause)" }
      return (["has no place"] + why).joined(separator: "; ")
    }
  }

  // MARK: For programs

  static func json(_ reports: [LossReport], of whatIf: WhatIf) -> JSON {
    .members([
      ("nodes", .list(whatIf.nodes.map(JSON.text))),
      ("failures_to_tolerate", .number(Int64(whatIf.base.failuresToTolerate))),
      ("votes_assumed", .flag(whatIf.assumesVotes)),
      ("losses", .list(reports.map(json))),
    ])
  }

  private static func json(_ report: LossReport) -> JSON {
    .members([
      ("nodes", .list(report.nodes.map(JSON.text))), ("quorum", .flag(report.isQuorate)),
      ("borne", .flag(report.hurt.isEmpty)), ("guests", .list(report.guests.map(json))),
      ("full", .list(report.full.map(json))),
    ])
  }

  private static func json(_ guest: LossReport.Guest) -> JSON {
    .members([
      ("name", .text(guest.name)), ("now", .text(guest.now)), ("then", .known(guest.then)),
      ("fate", .text(guest.fate.rawValue)), ("ready", guest.isReady.map(JSON.flag) ?? .null),
      ("gives_way_to", .list(guest.rivals.map(JSON.text))),
      ("reasons", .list(guest.reasons.map(JSON.obstacle))),
    ])
  }

  private static func json(_ load: NodeLoad) -> JSON {
    .members([
      ("node", .text(load.node)), ("kind", .text(load.kind)), ("used", .number(Int64(load.used))),
      ("capacity", load.capacity.map { JSON.number(Int64($0)) } ?? .null),
    ])
  }
}
