/// A line through points in their order.
struct LineLayer: Mark {
  let xs: [Double]
  let ys: [Double]
  let label: String?
  let dash: Dash?
  let width: Double
  let opacity: Double

  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale)) {
    for (px, py) in zip(xs, ys) where scales.x.ruler(px) != nil && scales.y.ruler(py) != nil {
      x.include(px, on: scales.x)
      y.include(py, on: scales.y)
    }
  }

  func draw(on canvas: inout Canvas, style: Style) {
    var path = PathData()
    for stretch in canvas.stretches(xs, ys) {
      if stretch.count == 1 {
        style.symbol.draw(
          &canvas.above, at: stretch[0], radius: width + 1, color: style.color,
          ground: canvas.theme.background)
        canvas.occupancy.mark(stretch)
        continue
      }
      let thinned = Decimation.perPixelColumn(stretch)
      path.add(thinned)
      canvas.occupancy.mark(thinned)
    }
    guard !path.isEmpty else { return }
    canvas.clipped.stroke(
      path, color: style.color, width: width, dash: dash ?? style.dash, opacity: opacity)
  }

  func legendEntries(style: Style) -> [LegendEntry] {
    guard let label else { return [] }
    return [LegendEntry(text: label, key: .line(style.color, dash ?? style.dash, width))]
  }

  var summary: String? { label }
}

extension SVGWriter {
  /// Draws a path as a line.
  mutating func stroke(
    _ path: PathData, color: Color, width: Double, dash: Dash = .solid, opacity: Double = 1
  ) {
    var attributes = [("d", path.text), ("fill", "none"), ("stroke", color.css)]
    attributes.append(("stroke-width", SVGWriter.number(width)))
    attributes.append(("stroke-linejoin", "round"))
    if let pattern = dash.pattern(width: width) { attributes.append(("stroke-dasharray", pattern)) }
    if opacity < 1 { attributes.append(("stroke-opacity", SVGWriter.fraction(opacity))) }
    element("path", attributes)
  }
}

extension Layer {
  /// A line through points in their order.
  ///
  /// Where a value has no place on its axis (NaN, an infinity, zero or less on
  /// a logarithmic scale) the line breaks. A point alone is drawn as a marker.
  ///
  /// - Parameters:
  ///   - x: Where the points lie along the horizontal axis.
  ///   - y: Where they lie along the vertical axis; as many as `x`.
  ///   - label: Its name in the legend; none when nil.
  ///   - color: Its colour; the next of the palette when nil.
  ///   - dash: Its pattern; the one that goes with the colour when nil.
  ///   - width: In pixels.
  ///   - opacity: From 0 to 1; less than 1 for a line behind another.
  /// - Returns: The layer.
  public static func line(
    _ x: [Double], _ y: [Double], label: String? = nil, color: SeriesColor? = nil,
    dash: Dash? = nil, width: Double = 1.7, opacity: Double = 1
  ) -> Layer {
    precondition(x.count == y.count, "Layer.line: \(x.count) x but \(y.count) y")
    let mark = LineLayer(xs: x, ys: y, label: label, dash: dash, width: width, opacity: opacity)
    return Layer(mark, color: color)
  }

  /// A line through values at 0, 1, 2, ….
  ///
  /// - Parameters:
  ///   - y: The values.
  ///   - label: Its name in the legend; none when nil.
  ///   - color: Its colour; the next of the palette when nil.
  ///   - dash: Its pattern; the one that goes with the colour when nil.
  ///   - width: In pixels.
  /// - Returns: The layer.
  public static func line(
    _ y: [Double], label: String? = nil, color: SeriesColor? = nil, dash: Dash? = nil,
    width: Double = 1.7
  ) -> Layer {
    line(y.indices.map { Double($0) }, y, label: label, color: color, dash: dash, width: width)
  }
}
