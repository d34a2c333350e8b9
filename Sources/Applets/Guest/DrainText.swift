internal import Agent
internal import Model
internal import Render

/// What people and programs are told of a drain.
enum DrainText {
  // MARK: The plan

  /// The plan, a line each.
  static func plan(_ plan: DrainPlan, parallel: Int) -> [String] {
    if plan.guests.isEmpty { return ["\(plan.node) has no guests"] + others(plan) }
    let width = plan.guests.map(\.resource.count).max() ?? 0
    var lines = ["\(plan.node):"]
    for guest in plan.guests {
      let name = guest.resource + String(repeating: " ", count: width - guest.resource.count)
      lines.append("  \(name)  \(way(guest))")
      lines += guest.notes.map { "  \(String(repeating: " ", count: width))    \($0)" }
    }
    let total = plan.total
    if total.known > .zero {
      let order = parallel == 1 ? "one after the other" : "\(parallel) at a time"
      lines.append(
        "in all about \(total.known.readable), \(order)"
          + (total.unknown > 0 ? "; for \(total.unknown) of them it is not known" : ""))
    }
    if let promise = plan.promise { lines.append("while it is away: \(promise)") }
    return lines + others(plan)
  }

  private static func way(_ guest: DrainPlan.Leaving) -> String {
    let target = guest.target.map { " to \($0)" } ?? ""
    switch guest.way {
    case .live:
      let time = guest.duration.map { ", in about \($0.readable)" } ?? ""
      let still = guest.standstill.map { ", standing still for \($0.readable)" } ?? ""
      return "live\(target)\(time)\(still)"
    case .restart(let reason):
      let place = guest.target.map { " on \($0)" } ?? ""
      return "stopped and started\(place): \(reason)"
    case .cannot(let reason): return "cannot go: \(reason)"
    }
  }

  private static func others(_ plan: DrainPlan) -> [String] {
    if plan.others.isEmpty { return [] }
    let words = plan.others.map { action in
      "\(action.resource) (\(action.word)\(action.target.map { " to \($0)" } ?? ""))"
    }
    return ["of other resources the standby acts on " + words.joined(separator: ", ")]
  }

  static func json(_ plan: DrainPlan) -> JSON {
    .members([
      ("event", .text("plan")), ("node", .text(plan.node)),
      ("guests", .list(plan.guests.map(json))),
      ("others", .list(plan.others.map { .text($0.resource) })),
      ("duration", .number(plan.total.known.inMilliseconds)),
      ("unknown", .number(Int64(plan.total.unknown))), ("promise", .known(plan.promise)),
    ])
  }

  private static func json(_ guest: DrainPlan.Leaving) -> JSON {
    let (way, reason): (String, String?) =
      switch guest.way {
      case .live: ("live", nil)
      case .restart(let reason): ("restart", reason)
      case .cannot(let reason): ("cannot", reason)
      }
    return .members([
      ("resource", .text(guest.resource)), ("way", .text(way)), ("target", .known(guest.target)),
      ("duration", milliseconds(guest.duration)), ("standstill", milliseconds(guest.standstill)),
      ("reason", .known(reason)), ("notes", .list(guest.notes.map { .text($0) })),
    ])
  }

  private static func milliseconds(_ duration: Duration?) -> JSON {
    duration.map { .number($0.inMilliseconds) } ?? .null
  }

  // MARK: What happens

  static func words(_ event: DrainEvent) -> String {
    switch event {
    case .moving(let resource, let node, let number, let all):
      "\(resource) goes to \(node) (\(number) of \(all))"
    case .onTheWay(let resource, let node, let elapsed):
      "\(resource) goes to \(node), for \(elapsed.readable) by now"
    case .arrived(let resource, let node, let elapsed, let restarted):
      "\(resource) is on \(node), after \(elapsed.readable)"
        + (restarted ? "; it was stopped and started" : "")
    case .again(let resource, let reason): "\(resource) is sent again: \(reason)"
    case .stayed(let resource, let reason): "\(resource) stays: \(reason)"
    case .leftAlone(let resource, let reason): "\(resource) is left alone: \(reason)"
    case .ending(let resources):
      resources.isEmpty
        ? "ending: nothing more is begun"
        : "ending: nothing more is begun; \(resources.joined(separator: ", ")) is seen to the end"
    case .cleared(let count): "cleared away \(count) of a drain that was killed"
    case .standby(let node, let isStandby):
      isStandby ? "\(node) is in standby" : "\(node) is in standby no longer"
    }
  }

  /// `web to node2 [#####-----] 6 s of about 12 s`.
  static func progress(
    _ resource: String, _ node: String, _ elapsed: Duration, _ forecast: Duration?
  ) -> String {
    let seconds = Int(elapsed.inSeconds)
    guard let forecast, forecast > .zero else { return "\(resource) to \(node) \(seconds) s" }
    let share = min(10, Int(elapsed.inSeconds / forecast.inSeconds * 10))
    let bar = String(repeating: "#", count: share) + String(repeating: "-", count: 10 - share)
    return "\(resource) to \(node) [\(bar)] \(seconds) s of about \(forecast.readable)"
  }

  static func json(_ event: DrainEvent, at time: Int64) -> JSON {
    func made(_ word: String, _ more: [(name: String, value: JSON)]) -> JSON {
      .members([("event", .text(word)), ("time", .number(time))] + more)
    }
    func one(_ resource: String, _ name: String, _ value: JSON) -> [(name: String, value: JSON)] {
      [("resource", .text(resource)), (name, value)]
    }
    return switch event {
    case .moving(let resource, let node, let number, let all):
      made(
        "moving",
        one(resource, "node", .text(node)) + [
          ("number", .number(Int64(number))), ("of", .number(Int64(all))),
        ])
    case .onTheWay(let resource, let node, let elapsed):
      made(
        "underway",
        one(resource, "node", .text(node)) + [("duration", milliseconds(elapsed))])
    case .arrived(let resource, let node, let elapsed, let restarted):
      made(
        "arrived",
        one(resource, "node", .text(node)) + [
          ("duration", milliseconds(elapsed)), ("restarted", .flag(restarted)),
        ])
    case .again(let resource, let reason): made("again", one(resource, "reason", .text(reason)))
    case .stayed(let resource, let reason): made("stayed", one(resource, "reason", .text(reason)))
    case .leftAlone(let resource, let reason):
      made("leftalone", one(resource, "reason", .text(reason)))
    case .ending(let resources):
      made("ending", [("resources", .list(resources.map { .text($0) }))])
    case .cleared(let count): made("cleared", [("count", .number(Int64(count)))])
    case .standby(let node, let isStandby):
      made("standby", [("node", .text(node)), ("standby", .flag(isStandby))])
    }
  }
}
