/// A table of numbers as coloured cells, the first row on top.
struct HeatMapLayer: Mark {
  let columns: Int
  let rows: Int
  /// From 0, the ground, to 1, the full colour; row by row.
  let shares: [Double]
  /// What stands in the cells; empty for nothing.
  let texts: [String]
  let label: String?

  private static let size = 12.0

  var isSeries: Bool { true }
  var summary: String? { label }

  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale)) {
    for end in [-0.5, Double(columns) - 0.5] { x.include(end, on: scales.x) }
    for end in [-0.5, Double(rows) - 0.5] { y.include(end, on: scales.y) }
    (x.isTight, y.isTight) = (true, true)
  }

  func draw(on canvas: inout Canvas, style: Style) {
    let ground = canvas.theme.background
    let n = SVGWriter.number
    for row in 0..<rows {
      for column in 0..<columns {
        let (x, y) = (Double(column), Double(rows - 1 - row))
        guard let low = canvas.place(x - 0.5, y - 0.5), let high = canvas.place(x + 0.5, y + 0.5)
        else { continue }
        let share = min(1, max(0, shares[row * columns + column]))
        let color = ground.mixed(with: style.color, share.isNaN ? 0 : share)
        let gap = high.x - low.x > 8 ? 1.0 : 0
        canvas.clipped.element(
          "rect",
          [
            ("x", n(low.x + gap)), ("y", n(high.y + gap)), ("width", n(high.x - low.x - 2 * gap)),
            ("height", n(low.y - high.y - 2 * gap)), ("fill", color.css),
          ])
        canvas.occupancy.reserve(
          Box(x: low.x, y: high.y, width: high.x - low.x, height: low.y - high.y))
        let text = texts.isEmpty ? "" : texts[row * columns + column]
        let room = TextRuns.width(text, size: HeatMapLayer.size) + 4
        guard !text.isEmpty, high.x - low.x > room, low.y - high.y > HeatMapLayer.size + 2 else {
          continue
        }
        let ink = color.luminance > 0.2 ? Color(0x14171B) : Color(0xFFFFFF)
        canvas.above.text(
          text,
          at: Point(x: (low.x + high.x) / 2, y: (low.y + high.y) / 2 + 0.36 * HeatMapLayer.size),
          size: HeatMapLayer.size, color: ink, anchor: .middle)
      }
    }
  }
}

extension Layer {
  /// A table of numbers as coloured cells: a confusion matrix, correlations.
  ///
  /// Column i stands at i on the horizontal axis; the first row is on top, so that row j stands at
  /// `rows − 1 − j`. ``Axis/categories(_:_:isDownward:)`` names them.
  ///
  /// - Parameters:
  ///   - shares: The numbers row by row, from 0, which shows the ground, to 1, the full colour.
  ///   - columns: How many columns there are.
  ///   - texts: What stands in each cell, where it fits; nothing if empty.
  ///   - label: What it shows, for those who do not see it.
  ///   - color: The full colour; the next of the palette when nil.
  /// - Returns: The layer.
  public static func heatMap(
    _ shares: [Double], columns: Int, texts: [String] = [], label: String? = nil,
    color: SeriesColor? = nil
  ) -> Layer {
    precondition(
      columns >= 1 && !shares.isEmpty && shares.count % columns == 0,
      "Layer.heatMap: \(shares.count) numbers in rows of \(columns)")
    precondition(
      texts.isEmpty || texts.count == shares.count,
      "Layer.heatMap: \(texts.count) texts for \(shares.count) cells")
    let mark = HeatMapLayer(
      columns: columns, rows: shares.count / columns, shares: shares, texts: texts, label: label)
    return Layer(mark, color: color)
  }
}
