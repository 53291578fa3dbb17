/// Draws one panel at its place.
struct PanelDrawing {
  let panel: Panel
  let place: PanelPlace
  let theme: Theme
  /// Whether the legend found no room inside.
  private(set) var needsLegendAbove = false

  init(panel: Panel, place: PanelPlace, theme: Theme) {
    self.panel = panel
    self.place = place
    self.theme = theme
  }

  private var width: Double { place.plot.width }
  private var height: Double { place.plot.height }

  /// Draws everything: grid, data, axes, text.
  mutating func draw(_ writer: inout SVGWriter) {
    let n = SVGWriter.number
    var canvas = Canvas(x: place.x, y: place.y, width: width, height: height, theme: theme)
    let styles = Layer.styles(of: panel.layers, theme: theme)
    for (layer, style) in zip(panel.layers, styles) {
      layer.mark.draw(on: &canvas, style: style)
    }
    canvas.settleNotes(hasGround: panel.hasContour)

    writer.open("g", [("transform", "translate(\(n(place.plot.x)) \(n(place.plot.y)))")])
    if !panel.hasContour, !panel.hasCells { drawGrid(&writer) }
    // A nested picture cuts off what leaves the axes, and needs no id for it.
    writer.open(
      "svg", [("width", n(width)), ("height", n(height)), ("overflow", "hidden")])
    writer.append(canvas.clipped)
    writer.close("svg")
    drawAxes(&writer)
    writer.append(canvas.above)
    drawLegend(&writer, canvas.occupancy)
    ColorBar(of: panel, theme: theme)?.draw(&writer, panelWidth: width, height: height)
    drawLabels(&writer)
    writer.close("g")
  }

  private func drawGrid(_ writer: inout SVGWriter) {
    var path = PathData()
    for tick in place.xTicks where tick.label != nil {
      let x = place.x.pixel(ruler: tick.ruler)
      path.add([Point(x: x, y: 0), Point(x: x, y: height)])
    }
    for tick in place.yTicks where tick.label != nil {
      let y = place.y.pixel(ruler: tick.ruler)
      path.add([Point(x: 0, y: y), Point(x: width, y: y)])
    }
    if !path.isEmpty { writer.stroke(path, color: theme.grid, width: 1) }
  }

  private func drawAxes(_ writer: inout SVGWriter) {
    var path = PathData()
    for tick in place.xTicks {
      let x = place.x.pixel(ruler: tick.ruler)
      let length = tick.label == nil ? 2.5 : 4.5
      path.add([Point(x: x, y: height), Point(x: x, y: height + length)])
    }
    for tick in place.yTicks {
      let y = place.y.pixel(ruler: tick.ruler)
      path.add([Point(x: tick.label == nil ? -2.5 : -4.5, y: y), Point(x: 0, y: y)])
    }
    let corners = [
      Point(x: 0, y: 0), Point(x: 0, y: height), Point(x: width, y: height), Point(x: width, y: 0),
    ]
    path.add(Array(panel.hasContour ? corners : Array(corners.prefix(3))), closed: panel.hasContour)
    writer.stroke(path, color: theme.muted, width: 1)
  }

  private func drawLabels(_ writer: inout SVGWriter) {
    let size = FigureLayout.tickSize
    for tick in place.yTicks {
      guard let label = tick.label else { continue }
      let y = place.y.pixel(ruler: tick.ruler) + 0.36 * size
      writer.text(
        label, at: Point(x: -8, y: y), size: size, color: theme.muted, anchor: .end)
    }
    if place.namesX {
      for tick in place.xTicks {
        guard let label = tick.label else { continue }
        let x = place.x.pixel(ruler: tick.ruler)
        writer.text(
          label, at: Point(x: x, y: height + 17), size: size, color: theme.muted, anchor: .middle)
      }
      if !panel.x.label.isEmpty {
        writer.text(
          panel.x.label, at: Point(x: width / 2, y: height + 35), size: FigureLayout.labelSize,
          color: theme.foreground, anchor: .middle)
      }
    }
    if !panel.y.label.isEmpty {
      writer.text(
        panel.y.label, at: Point(x: -place.yLabelOffset, y: height / 2),
        size: FigureLayout.labelSize, color: theme.foreground, anchor: .middle, turned: true)
    }
    if !panel.title.isEmpty {
      let y = -9 - (place.legendAbove.map { $0.height + 4 } ?? 0)
      writer.text(
        panel.title, at: Point(x: 0, y: y), size: 13, color: theme.foreground, bold: true)
    }
  }

  private mutating func drawLegend(_ writer: inout SVGWriter, _ occupancy: Occupancy) {
    if panel.legend == .lineEnds, !panel.hasContour {
      LineEnds(of: panel, place: place, theme: theme).draw(&writer, panelWidth: width)
    }
    let legend = Legend(of: panel, theme: theme)
    guard panel.legend != .none, !legend.entries.isEmpty else { return }
    if let above = place.legendAbove {
      legend.drawAbove(&writer, width: above.width, top: -above.height - 5)
    } else if let box = legend.place(in: occupancy, width: width, height: height) {
      legend.draw(&writer, in: box)
    } else {
      needsLegendAbove = true
    }
  }
}
