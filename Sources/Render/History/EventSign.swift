internal import Model

/// The signs that mark events: their shape tells as much as their colour.
enum EventSign {
  static let legend: [(kind: GuestEvent.Kind, words: String)] = [
    (.fault, "a fault"), (.decision, "a decision"), (.seen, "seen in another state"),
    (.began, "a method began"), (.ended, "a method ended"),
  ]

  /// The colour of what belongs to an event of that kind.
  static func colour(_ kind: GuestEvent.Kind) -> String {
    switch kind {
    case .fault: "#B00020"
    case .decision: "#0B4F9E"
    case .seen: "#222222"
    case .began, .ended: "#555555"
    }
  }

  /// Draws the sign with its middle at a point.
  static func draw(_ kind: GuestEvent.Kind, at x: Double, _ y: Double, into drawing: inout Drawing)
  {
    let colour = colour(kind)
    switch kind {
    case .fault: polygon([(0, -7), (7, 6), (-7, 6)], colour, x, y, &drawing)
    case .decision: polygon([(0, -7), (7, 0), (0, 7), (-7, 0)], colour, x, y, &drawing)
    case .seen: drawing.element("circle", [("cx", x), ("cy", y), ("r", 4)], [("fill", colour)])
    case .began: polygon([(-3, -5), (5, 0), (-3, 5)], colour, x, y, &drawing)
    case .ended: polygon([(-4, -4), (4, -4), (4, 4), (-4, 4)], colour, x, y, &drawing)
    }
  }

  /// Draws a call from its beginning to its end.
  static func drawCall(
    isGood: Bool, from x: Double, to end: Double, _ y: Double, title: String?,
    into drawing: inout Drawing
  ) {
    drawing.element(
      "rect", [("x", x), ("y", y), ("width", max(2, end - x)), ("height", 7), ("rx", 2)],
      [("fill", isGood ? "#8A8A8A" : "#B00020")], title: title)
  }

  private static func polygon(
    _ points: [(Double, Double)], _ colour: String, _ x: Double, _ y: Double,
    _ drawing: inout Drawing
  ) {
    let text = points.map { "\(Drawing.number(x + $0)),\(Drawing.number(y + $1))" }
      .joined(separator: " ")
    drawing.element("polygon", [], [("points", text), ("fill", colour)])
  }
}
