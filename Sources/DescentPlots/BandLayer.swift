/// The area between two lines.
struct BandLayer: Mark {
  let xs: [Double]
  let lower: [Double]
  let upper: [Double]
  let label: String?
  let opacity: Double

  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale)) {
    for index in xs.indices where scales.x.ruler(xs[index]) != nil {
      guard scales.y.ruler(lower[index]) != nil, scales.y.ruler(upper[index]) != nil else {
        continue
      }
      x.include(xs[index], on: scales.x)
      y.include(lower[index], on: scales.y)
      y.include(upper[index], on: scales.y)
    }
  }

  func draw(on canvas: inout Canvas, style: Style) {
    var path = PathData()
    var floor: [Point] = []
    var ceiling: [Point] = []
    func flush() {
      if floor.count > 1 {
        let top = Decimation.perPixelColumn(ceiling)
        let bottom = Decimation.perPixelColumn(floor)
        path.add(top + bottom.reversed(), closed: true)
        canvas.occupancy.mark(top, weight: 0.5)
        canvas.occupancy.mark(bottom, weight: 0.5)
      }
      floor = []
      ceiling = []
    }
    for index in xs.indices {
      if let low = canvas.place(xs[index], lower[index]),
        let high = canvas.place(xs[index], upper[index])
      {
        floor.append(low)
        ceiling.append(high)
      } else {
        flush()
      }
    }
    flush()
    guard !path.isEmpty else { return }
    canvas.clipped.element(
      "path",
      [
        ("d", path.text), ("fill", style.color.css), ("fill-opacity", SVGWriter.fraction(opacity)),
      ])
  }

  func legendEntries(style: Style) -> [LegendEntry] {
    guard let label else { return [] }
    return [LegendEntry(text: label, key: .area(style.color, opacity))]
  }

  var summary: String? { label }
}

extension Layer {
  /// The area between two lines: a spread, a pair of quantiles.
  ///
  /// Bands let each other through: nested quantiles darken towards the middle.
  ///
  /// - Parameters:
  ///   - x: Where the points lie along the horizontal axis.
  ///   - lower: The lower line; as many as `x`.
  ///   - upper: The upper line; as many as `x`.
  ///   - label: Its name in the legend; none when nil.
  ///   - color: Its colour; the next of the palette when nil.
  ///   - opacity: From 0 to 1.
  /// - Returns: The layer.
  public static func band(
    _ x: [Double], lower: [Double], upper: [Double], label: String? = nil,
    color: SeriesColor? = nil, opacity: Double = 0.2
  ) -> Layer {
    precondition(
      x.count == lower.count && x.count == upper.count,
      "Layer.band: \(x.count) x but \(lower.count) lower and \(upper.count) upper")
    let mark = BandLayer(xs: x, lower: lower, upper: upper, label: label, opacity: opacity)
    return Layer(mark, color: color)
  }
}
