/// A symbol at each of some points.
struct MarkerLayer: Mark {
  let xs: [Double]
  let ys: [Double]
  let label: String?
  let symbol: Symbol?
  let radius: Double

  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale)) {
    LineLayer(xs: xs, ys: ys, label: nil, dash: nil, width: 1, opacity: 1)
      .extend(x: &x, y: &y, scales: scales)
  }

  func draw(on canvas: inout Canvas, style: Style) {
    for (px, py) in zip(xs, ys) where canvas.x.contains(px) && canvas.y.contains(py) {
      guard let point = canvas.place(px, py) else { continue }
      (symbol ?? style.symbol).draw(
        &canvas.above, at: point, radius: radius, color: style.color,
        ground: canvas.theme.background)
      let reach = radius + 1
      canvas.occupancy.reserve(
        Box(x: point.x - reach, y: point.y - reach, width: 2 * reach, height: 2 * reach),
        weight: 3)
    }
  }

  func legendEntries(style: Style) -> [LegendEntry] {
    guard let label else { return [] }
    return [LegendEntry(text: label, key: .marker(symbol ?? style.symbol, style.color, radius))]
  }

  var summary: String? { label }
}

extension Layer {
  /// A symbol at each of some points; points outside the axes are left out.
  ///
  /// - Parameters:
  ///   - x: Where the points lie along the horizontal axis.
  ///   - y: Where they lie along the vertical axis; as many as `x`.
  ///   - label: Their name in the legend; none when nil.
  ///   - color: Their colour; the next of the palette when nil.
  ///   - symbol: Their shape; the one that goes with the colour when nil.
  ///   - radius: In pixels.
  /// - Returns: The layer.
  public static func markers(
    _ x: [Double], _ y: [Double], label: String? = nil, color: SeriesColor? = nil,
    symbol: Symbol? = nil, radius: Double = 4
  ) -> Layer {
    precondition(x.count == y.count, "Layer.markers: \(x.count) x but \(y.count) y")
    let mark = MarkerLayer(xs: x, ys: y, label: label, symbol: symbol, radius: radius)
    return Layer(mark, color: color)
  }
}
