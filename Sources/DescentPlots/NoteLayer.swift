/// A short text beside a point.
struct NoteLayer: Mark {
  let x: Double
  let y: Double
  let text: String

  var isSeries: Bool { false }
  var summary: String? { text }

  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale)) {
    x.include(self.x, on: scales.x)
    y.include(self.y, on: scales.y)
  }

  func draw(on canvas: inout Canvas, style: Style) {
    guard let point = canvas.place(x, y) else { return }
    let size = Canvas.noteBox(text, x: 0, y: 0)
    var boxes: [Box] = []
    // Right, left, above, below and the corners between, near before far.
    for gap in [8.0, 16, 28] {
      let columns = [point.x + gap, point.x - gap - size.width, point.x - size.width / 2]
      let rows = [point.y - size.height / 2, point.y - gap - size.height, point.y + gap]
      for (c, r) in [(0, 0), (1, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2)] {
        boxes.append(Box(x: columns[c], y: rows[r], width: size.width, height: size.height))
      }
    }
    canvas.notes.append(Canvas.Note(text: text, candidates: boxes, color: style.color))
  }
}

extension Layer {
  /// A short text beside a point, set where it covers the least.
  ///
  /// - Parameters:
  ///   - text: What it says.
  ///   - x: The point, along the horizontal axis.
  ///   - y: The point, along the vertical axis.
  ///   - color: Its colour; that of secondary text when nil.
  /// - Returns: The layer.
  public static func note(
    _ text: String, x: Double, y: Double, color: SeriesColor? = nil
  ) -> Layer {
    Layer(NoteLayer(x: x, y: y, text: text), color: color)
  }
}
