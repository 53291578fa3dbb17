/// The inside of one panel while it is drawn, in pixels from its top left.
struct Canvas {
  let x: AxisMap
  let y: AxisMap
  let width: Double
  let height: Double
  let theme: Theme
  /// What is cut off at the panel's edge: lines and areas.
  var clipped = SVGWriter()
  /// What may reach over the edge: markers and text.
  var above = SVGWriter()
  /// Where ink already is.
  var occupancy: Occupancy
  /// Notes that look for a free place once all data are drawn.
  var notes: [Note] = []

  init(x: AxisMap, y: AxisMap, width: Double, height: Double, theme: Theme) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.theme = theme
    occupancy = Occupancy(width: width, height: height)
  }

  /// A short text and the places it could stand, best first.
  struct Note {
    var text: String
    var candidates: [Box]
    var color: Color
  }

  static let noteSize = 11.0

  /// The pixels of a point, or nil where it has none.
  func place(_ px: Double, _ py: Double) -> Point? {
    guard let px = x.pixel(px), let py = y.pixel(py) else { return nil }
    return Point(x: px, y: py)
  }

  /// The unbroken stretches of a series, in pixels; values without a place on
  /// their scale (NaN, infinities, zero on a logarithmic axis) break it.
  func stretches(_ xs: [Double], _ ys: [Double]) -> [[Point]] {
    var result: [[Point]] = []
    var current: [Point] = []
    for (px, py) in zip(xs, ys) {
      if let point = place(px, py) {
        current.append(point)
      } else if !current.isEmpty {
        result.append(current)
        current = []
      }
    }
    if !current.isEmpty { result.append(current) }
    return result
  }

  /// The size of the box that a note of `text` needs.
  static func noteBox(_ text: String, x: Double, y: Double) -> Box {
    Box(x: x, y: y, width: TextRuns.width(text, size: noteSize) + 4, height: noteSize + 5)
  }

  /// Sets the notes where they hide the least.
  ///
  /// - Parameter hasGround: Whether each stands on a patch of the ground, as on
  ///   a coloured area; a halo is enough elsewhere.
  mutating func settleNotes(hasGround: Bool) {
    for note in notes {
      var best: (cost: Double, box: Box)?
      for (rank, box) in note.candidates.enumerated() {
        let cost = occupancy.cost(box) + Double(rank) * 0.4
        if best.map({ cost < $0.cost }) ?? true { best = (cost, box) }
      }
      guard let box = best?.box else { continue }
      occupancy.reserve(box)
      if hasGround {
        let n = SVGWriter.number
        above.element(
          "rect",
          [
            ("x", n(box.x - 1)), ("y", n(box.y)), ("width", n(box.width + 2)),
            ("height", n(box.height)), ("rx", "3"), ("fill", theme.background.css),
            ("fill-opacity", "0.8"),
          ])
      }
      above.text(
        note.text, at: Point(x: box.x + 2, y: box.y + Canvas.noteSize + 1),
        size: Canvas.noteSize, color: note.color, halo: hasGround ? nil : theme.background)
    }
    notes = []
  }
}

extension SVGWriter {
  /// Where a text's anchor point lies in it.
  enum Anchor: String {
    case start
    case middle
    case end
  }

  /// Writes `string` with its baseline at `point`.
  mutating func text(
    _ string: String, at point: Point, size: Double, color: Color, anchor: Anchor = .start,
    bold: Bool = false, turned: Bool = false, halo: Color? = nil
  ) {
    let n = SVGWriter.number
    var attributes = [("x", n(point.x)), ("y", n(point.y)), ("font-size", n(size))]
    attributes.append(("fill", color.css))
    if anchor != .start { attributes.append(("text-anchor", anchor.rawValue)) }
    if bold { attributes.append(("font-weight", "600")) }
    if turned { attributes.append(("transform", "rotate(-90 \(n(point.x)) \(n(point.y)))")) }
    if let halo {
      attributes += [
        ("stroke", halo.css), ("stroke-width", "3"), ("stroke-linejoin", "round"),
        ("paint-order", "stroke"),
      ]
    }
    element("text", attributes, markup: TextRuns.markup(string, size: size))
  }
}
