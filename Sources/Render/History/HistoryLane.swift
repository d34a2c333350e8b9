internal import Model

/// What one node's lane of a picture shows: the guest's state as bands, the calls of methods below, the events above.
struct HistoryLane {
  let node: String
  let history: GuestHistory
  let scale: TimeScale
  let until: Int64
  let clock: (Int64) -> String

  /// This node's events with their numbers, which count over all nodes, and their places.
  private var mine: [(number: Int, event: GuestEvent, place: Double)] {
    zip(history.events, scale.places).enumerated()
      .filter { $0.element.0.node == node }
      .map { ($0.offset + 1, $0.element.0, $0.element.1) }
  }

  // MARK: States

  private struct Span {
    var word: String
    var from: Double
    var time: Int64
    /// What says so, when it is not an event of this node.
    var because = ""
  }

  /// The words of a guest that is on a node, and those of one that has come up.
  private static let present: Set = ["running", "booting", "paused", "shutting-down", "crashed"]
  private static let up: Set = ["running", "booting"]

  /// What the guest was on this node, each state until the next one.
  ///
  /// A process that dies with its node records nothing: once another node has started the guest, its state here is unknown until
  /// this node records it.
  private var spans: [Span] {
    var spans: [Span] = []
    for (event, place) in zip(history.events, scale.places) {
      guard let word = event.state else { continue }
      if event.node == node {
        if spans.last?.word != word {
          spans.append(Span(word: word, from: place, time: event.time))
        }
      } else if HistoryLane.up.contains(word), let last = spans.last,
        HistoryLane.present.contains(last.word)
      {
        spans.append(
          Span(
            word: "unknown", from: place, time: event.time, because: ", as it ran on \(event.node)")
        )
      }
    }
    return spans
  }

  /// The words of all the states that this lane shows.
  var states: [String] { spans.map(\.word) }

  /// Draws a band for each state, from the event that told of it to the next one that did.
  func drawStates(at y: Double, _ drawing: inout Drawing) {
    drawing.element(
      "line", [("x1", HistoryPicture.gutter), ("y1", y + 11), ("x2", scale.end), ("y2", y + 11)],
      [("stroke", "#9A9A9A"), ("stroke-dasharray", "2 3")])
    let spans = spans
    for (position, span) in spans.enumerated() {
      let next = position + 1 < spans.count ? spans[position + 1] : nil
      band(
        span.word, from: span.from, to: next?.from ?? scale.end, y,
        title: "\(node): \(span.word) from \(clock(span.time)) to "
          + clock(next?.time ?? until) + span.because, &drawing)
    }
  }

  private func band(
    _ word: String, from x: Double, to end: Double, _ y: Double, title: String,
    _ drawing: inout Drawing
  ) {
    let colour = StateColour.of(word)
    drawing.group(title: title) { drawing in
      drawing.element(
        "rect", [("x", x), ("y", y), ("width", end - x), ("height", 22)],
        [("fill", colour.fill), ("stroke", "#555555"), ("stroke-width", "0.5")])
      if TextWidth.of(word, size: 11) + 8 <= end - x {
        drawing.write(
          word, at: (x + end) / 2, y + 15, size: 11, colour: colour.text, anchor: "middle")
      }
    }
  }

  // MARK: Calls

  private struct MethodCall {
    var from, to: Double
    var words: String
    var isGood: Bool
  }

  /// The calls of methods by their beginning; one without a recorded end ends where the same method begins again.
  private var calls: [MethodCall] {
    var calls: [MethodCall] = []
    var open: [(event: GuestEvent, place: Double)] = []
    for (_, event, place) in mine {
      if event.kind == .began { open.append((event, place)) }
      guard event.kind == .ended else { continue }
      let began = event.time - (event.duration ?? 0)
      // Of several that run at once it is the one that began when this one says that it did.
      let match = open.indices.filter { open[$0].event.method == event.method }
        .min { abs(open[$0].event.time - began) < abs(open[$1].event.time - began) }
      let status = event.status ?? 0
      calls.append(
        MethodCall(
          from: match.map { open.remove(at: $0).place } ?? place, to: place,
          words: "\(event.method) \(event.duration.map(TimeScale.words) ?? "") exit \(status)",
          isGood: status == 0))
    }
    for (event, place) in open {
      let next = mine.first {
        $0.place > place && $0.event.kind == .began && $0.event.method == event.method
      }
      calls.append(
        MethodCall(
          from: place, to: next?.place ?? scale.end, words: "\(event.method), end not on record",
          isGood: false))
    }
    return calls.sorted { $0.from < $1.from }
  }

  /// Draws a bar for each call of a method, in two rows, because a stop may lie within a move.
  func drawCalls(at y: Double, _ drawing: inout Drawing) {
    var rowEnds = [0.0, 0.0]
    for call in calls {
      let row = rowEnds.firstIndex { $0 <= call.from } ?? 1
      let top = y + Double(row) * 19
      EventSign.drawCall(
        isGood: call.isGood, from: call.from, to: call.to, top, title: "\(node): \(call.words)",
        into: &drawing)
      rowEnds[row] = max(call.to, call.from + TextWidth.of(call.words, size: 9)) + 6
      drawing.write(
        call.words, at: call.from, top + 16, size: 9, colour: call.isGood ? "#444444" : "#B00020")
    }
  }

  // MARK: Events

  /// Draws a numbered sign for each event.
  func drawSigns(at y: Double, _ drawing: inout Drawing) {
    for (number, event, place) in mine {
      let title =
        "\(number): \(clock(event.time)), \(event.method): \(event.kind.rawValue) \(event.text)"
      drawing.group(title: title) { drawing in
        EventSign.draw(event.kind, at: place, y + 4, into: &drawing)
        drawing.write(
          String(number), at: place, y - 6, size: 10, colour: EventSign.colour(event.kind),
          anchor: "middle", isBold: event.kind == .fault)
      }
    }
  }
}
