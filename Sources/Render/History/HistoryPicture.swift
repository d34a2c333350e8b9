public import Model

/// A history as a picture: a lane for each node with the guest's state over time, faults and decisions marked and numbered,
/// and a table below in which the numbers are explained.
///
/// One file of SVG that needs nothing else, to be attached to a ticket.
public struct HistoryPicture {
  private let resource: String
  private let history: GuestHistory
  private let until: Int64
  private let clock: (Int64) -> String
  private let scale: TimeScale
  private let number: Int?

  /// A picture of what happened to the guest of a resource.
  ///
  /// - Parameters:
  ///   - until: the moment at which the picture ends, in milliseconds since 1970.
  ///   - number: which one it is of several in one document; nil for a document of its own.
  ///   - clock: a moment as people read it, the date first and then a space.
  public init(
    _ resource: String, _ history: GuestHistory, until: Int64, number: Int? = nil,
    clock: @escaping (Int64) -> String
  ) {
    (self.resource, self.history, self.clock) = (resource, history, clock)
    self.number = number
    self.until = max(until, history.events.last?.time ?? until)
    scale = TimeScale(history.events.map(\.time), until: self.until, origin: HistoryPicture.gutter)
  }

  /// Room at the left for the names of nodes, and around everything.
  static let gutter = 150.0
  static let margin = 24.0
  private static let laneHeight = 92.0
  private var top: Double { remarks.isEmpty ? 112 : 130 }

  private var width: Double { max(1_080, scale.end + HistoryPicture.margin + 24) }
  private var lanesEnd: Double {
    top + HistoryPicture.laneHeight * Double(max(1, history.nodes.count))
  }

  /// The picture.
  public var svg: String {
    var drawing = Drawing()
    let table = HistoryTable(history, width: width, clock: clock)
    let legend = lanesEnd + 26
    let tableTop = legend + 64
    let height = tableTop + table.height + HistoryPicture.margin
    background(&drawing, height)
    heading(&drawing)
    axis(&drawing)
    for (row, node) in history.nodes.enumerated() {
      draw(node, top + HistoryPicture.laneHeight * Double(row), &drawing)
    }
    if history.events.isEmpty {
      drawing.write("Nothing is on record.", at: HistoryPicture.gutter, top + 40)
    }
    drawLegend(legend, &drawing)
    table.draw(at: tableTop, into: &drawing)
    let (w, h) = (Drawing.number(width), Drawing.number(height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(w)" height="\(h)" viewBox="0 0 \(w) \(h)" \
      role="img" aria-labelledby="title\(suffix) description\(suffix)" font-family="\(Drawing.proportional)">
        <title id="title\(suffix)">\(Drawing.escaped(title))</title>
        <desc id="description\(suffix)">\(Drawing.escaped(account))</desc>

      """ + drawing.text + "</svg>\n"
  }

  /// What the names of its elements end with, as no two in a document may be the same.
  private var suffix: String { number.map { "-\($0)" } ?? "" }

  // MARK: Words

  private var title: String { "What happened to the guest of \(resource)" }

  private var account: String {
    guard let first = history.events.first else { return "Nothing is on record." }
    let faults = history.events.count { $0.kind == .fault }
    let decisions = history.events.count { $0.kind == .decision }
    let events = HistoryText.count(history.events.count, "event")
    let all = history.events.count + history.omitted
    return (history.omitted == 0 ? events : "The last \(events) of \(all)")
      + " on \(places): \(HistoryText.count(faults, "fault")) and "
      + "\(HistoryText.count(decisions, "decision")). "
      + "From \(clock(first.time)) to \(clock(until)), by the clock of each node."
  }

  /// The nodes by name, or how many they are where the names would not leave the room for the rest.
  private var places: String {
    let names = history.nodes.joined(separator: ", ")
    if TextWidth.of(names, size: 12) <= 240 { return names }
    return HistoryText.count(history.nodes.count, "node")
  }

  /// What keeps the record from being the whole truth.
  private var remarks: String { HistoryText.remarks(history).joined(separator: " ") }

  // MARK: Parts

  private func background(_ drawing: inout Drawing, _ height: Double) {
    // One in a document is enough for all of its pictures.
    if number ?? 1 == 1 { hatch(&drawing) }
    drawing.element(
      "rect", [("x", 0), ("y", 0), ("width", width), ("height", height)], [("fill", "#FFFFFF")])
  }

  private func hatch(_ drawing: inout Drawing) {
    drawing.line(
      "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
        + "<rect width=\"6\" height=\"6\" fill=\"#FFFFFF\"/>"
        + "<path d=\"M0 6L6 0\" stroke=\"#9A9A9A\" stroke-width=\"1\"/></pattern></defs>")
  }

  private func heading(_ drawing: inout Drawing) {
    drawing.write(title, at: HistoryPicture.margin, 36, size: 19, isBold: true)
    drawing.write(account, at: HistoryPicture.margin, 58, colour: "#444444")
    drawing.write(
      "The room between two events grows with the logarithm of the time between them, which is written above it.",
      at: HistoryPicture.margin, 76, size: 11, colour: "#555555")
    if remarks.isEmpty { return }
    let room = width - 2 * HistoryPicture.margin
    drawing.write(
      TextWidth.fitting(remarks, size: 12, into: room), at: HistoryPicture.margin, 96,
      colour: EventSign.colour(.fault))
  }

  /// The spans between events, and a thin line down through the lanes at each.
  private func axis(_ drawing: inout Drawing) {
    let y = top - 12
    let times = history.events.map(\.time) + [until]
    let places = scale.places + [scale.end]
    for (position, place) in places.enumerated() {
      drawing.element(
        "line", [("x1", place), ("y1", y), ("x2", place), ("y2", lanesEnd - 8)],
        [("stroke", "#E2E2E2")])
      guard position > 0 else { continue }
      let span = times[position] - times[position - 1]
      let words = TimeScale.words(span)
      let room = place - places[position - 1]
      guard span > 0, room > TextWidth.of(words, size: 10) + 4 else { continue }
      drawing.write(
        words, at: place - room / 2, y - 2, size: 10, colour: "#555555", anchor: "middle")
    }
    if !history.events.isEmpty {
      drawing.write("drawn", at: scale.end + 4, y - 2, size: 10, colour: "#555555")
    }
  }

  private func lane(_ node: String) -> HistoryLane {
    HistoryLane(node: node, history: history, scale: scale, until: until, clock: clock)
  }

  private func draw(_ node: String, _ top: Double, _ drawing: inout Drawing) {
    let lane = lane(node)
    drawing.write(
      TextWidth.fitting(node, size: 13, into: HistoryPicture.gutter - HistoryPicture.margin),
      at: HistoryPicture.margin, top + 42, size: 13, isBold: true)
    lane.drawStates(at: top + 26, &drawing)
    lane.drawCalls(at: top + 52, &drawing)
    lane.drawSigns(at: top + 12, &drawing)
  }

  private func drawLegend(_ y: Double, _ drawing: inout Drawing) {
    var x = HistoryPicture.margin
    let used = Set(history.nodes.flatMap { lane($0).states })
    drawing.write("State of the guest:", at: x, y + 11, size: 11, isBold: true)
    x += 128
    for colour in StateColour.all where used.contains(colour.word) {
      drawing.element(
        "rect", [("x", x), ("y", y), ("width", 22), ("height", 14)],
        [("fill", colour.fill), ("stroke", "#555555"), ("stroke-width", "0.5")])
      drawing.write(colour.word, at: x + 28, y + 11, size: 11)
      x += 28 + TextWidth.of(colour.word, size: 11) + 20
    }
    x = HistoryPicture.margin
    drawing.write("What happened:", at: x, y + 35, size: 11, isBold: true)
    x += 128
    for (kind, words) in EventSign.legend {
      EventSign.draw(kind, at: x + 7, y + 31, into: &drawing)
      drawing.write(words, at: x + 20, y + 35, size: 11)
      x += 20 + TextWidth.of(words, size: 11) + 24
    }
    EventSign.drawCall(isGood: true, from: x, to: x + 30, y + 28, title: nil, into: &drawing)
    drawing.write("a call, with its exit status", at: x + 36, y + 35, size: 11)
  }
}
