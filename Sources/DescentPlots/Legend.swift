/// The legend of one panel, measured and drawn.
struct Legend {
  let entries: [LegendEntry]
  let theme: Theme

  private static let size = 11.5
  private static let line = 17.0
  private static let padding = 6.0

  /// The entries of a panel's layers, each once.
  init(of panel: Panel, theme: Theme) {
    var entries: [LegendEntry] = []
    let styles = Layer.styles(of: panel.layers, theme: theme)
    for (layer, style) in zip(panel.layers, styles) {
      if panel.legend == .lineEnds, layer.mark is LineLayer { continue }
      for entry in layer.mark.legendEntries(style: style) where !entries.contains(entry) {
        entries.append(entry)
      }
    }
    self.entries = entries
    self.theme = theme
  }

  private func width(_ entry: LegendEntry) -> Double {
    LegendKey.width + 6 + TextRuns.width(entry.text, size: Legend.size)
  }

  private func draw(_ entry: LegendEntry, _ writer: inout SVGWriter, x: Double, y: Double) {
    entry.key.draw(&writer, x: x, y: y, ground: theme.background)
    writer.text(
      entry.text, at: Point(x: x + LegendKey.width + 6, y: y + 0.36 * Legend.size),
      size: Legend.size, color: theme.foreground)
  }

  /// The freest place inside a panel, or nil where every place hides data.
  func place(in occupancy: Occupancy, width: Double, height: Double) -> Box? {
    let boxWidth = (entries.map { self.width($0) }.max() ?? 0) + 2 * Legend.padding
    let boxHeight = Double(entries.count) * Legend.line + 2 * Legend.padding - 3
    let margin = 6.0
    let freeX = width - boxWidth - 2 * margin
    let freeY = height - boxHeight - 2 * margin
    guard freeX >= 0, freeY >= 0 else { return nil }
    var best: (cost: Double, box: Box)?
    for (rank, x) in [1, 0, 0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4, 0.5].enumerated() {
      for (row, y) in [0, 1, 0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.5].enumerated() {
        let box = Box(
          x: margin + x * freeX, y: margin + y * freeY, width: boxWidth, height: boxHeight)
        let cost = occupancy.cost(box) + 0.05 * Double(rank + row)
        if best.map({ cost < $0.cost }) ?? true { best = (cost, box) }
      }
    }
    // A stray thread of ink behind a legend does no harm; more would.
    guard let best, best.cost <= 3 else { return nil }
    return best.box
  }

  /// Draws it in a box found by `place`.
  func draw(_ writer: inout SVGWriter, in box: Box) {
    let n = SVGWriter.number
    writer.element(
      "rect",
      [
        ("x", n(box.x)), ("y", n(box.y)), ("width", n(box.width)), ("height", n(box.height)),
        ("rx", "3"), ("fill", theme.background.css), ("fill-opacity", "0.85"),
        ("stroke", theme.grid.css),
      ])
    for (index, entry) in entries.enumerated() {
      let y = box.y + Legend.padding + (Double(index) + 0.5) * Legend.line - 1.5
      draw(entry, &writer, x: box.x + Legend.padding, y: y)
    }
  }

  /// The places of the entries when they flow in rows of this width.
  private func flow(width: Double) -> (places: [Point], rows: Int) {
    var places: [Point] = []
    var x = 0.0
    var row = 0
    for entry in entries {
      let own = self.width(entry)
      if x > 0, x + own > width {
        x = 0
        row += 1
      }
      places.append(Point(x: x, y: (Double(row) + 0.5) * Legend.line))
      x += own + 18
    }
    return (places, entries.isEmpty ? 0 : row + 1)
  }

  /// The height it takes above a panel of this width.
  func heightAbove(width: Double) -> Double { Double(flow(width: width).rows) * Legend.line }

  /// Draws it in rows, from the height `top` downwards.
  func drawAbove(_ writer: inout SVGWriter, width: Double, top: Double) {
    for (entry, place) in zip(entries, flow(width: width).places) {
      draw(entry, &writer, x: place.x, y: top + place.y)
    }
  }
}
