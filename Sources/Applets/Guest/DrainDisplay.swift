internal import Agent
internal import Model
internal import Platform
internal import Render

/// Shows how a drain goes: a line that moves on a terminal, plain lines for other readers, JSON for programs.
///
/// A class, as it remembers what is under way and whether a line is open.
final class DrainDisplay {
  let isJSON: Bool
  private let isLive: Bool
  private var isOpen = false
  private var forecasts: [String: Duration] = [:]
  private var underWay: [(resource: String, node: String, elapsed: Duration)] = []
  private var place = (number: 0, of: 0)

  init(isJSON: Bool) {
    self.isJSON = isJSON
    isLive = !isJSON && Output.isTerminal
  }

  /// Shows a plan, and keeps its forecasts.
  func show(_ plan: DrainPlan, parallel: Int) throws(Failure) {
    for guest in plan.guests { forecasts[guest.resource] = guest.duration }
    try Output.answer(
      isJSON
        ? DrainText.json(plan).line + "\n"
        : DrainText.plan(plan, parallel: parallel).map { Escapes.terminal($0) + "\n" }.joined())
  }

  /// Shows an event.
  func tell(_ event: DrainEvent) {
    follow(event)
    if isJSON {
      Output.write(DrainText.json(event, at: Clock.secondsSince1970).line + "\n")
      return
    }
    if case .onTheWay = event {
      if isLive { draw() }
      return
    }
    line(DrainText.words(event))
    if isLive, !underWay.isEmpty { draw() }
  }

  /// Shows a line of ours.
  func note(_ words: String) {
    if isJSON {
      Output.write(
        JSON.members([("event", .text("command")), ("words", .text(words))]).line + "\n")
    } else {
      line(words)
    }
  }

  /// Ends the open line, before others write.
  func finish() {
    if isOpen { Output.write("\r\u{1B}[K") }
    isOpen = false
  }

  private func line(_ words: String) {
    finish()
    Output.line(words)
  }

  private func follow(_ event: DrainEvent) {
    switch event {
    case .moving(let resource, let node, let number, let all):
      underWay.append((resource, node, .zero))
      place = (number, all)
    case .onTheWay(let resource, _, let elapsed):
      if let index = underWay.firstIndex(where: { $0.resource == resource }) {
        underWay[index].elapsed = elapsed
      }
    case .arrived(let resource, _, _, _), .stayed(let resource, _), .again(let resource, _):
      underWay.removeAll { $0.resource == resource }
    default: break
    }
  }

  private func draw() {
    let all = underWay.map {
      DrainText.progress($0.resource, $0.node, $0.elapsed, forecasts[$0.resource])
    }
    let text = "\(place.number) of \(place.of): " + all.joined(separator: "; ")
    Output.write("\r\u{1B}[K" + Escapes.terminal(String(text.prefix(79))))
    isOpen = true
  }
}
