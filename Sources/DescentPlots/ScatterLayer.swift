/// Many points, the denser the darker.
struct ScatterLayer: Mark {
  let xs: [Double]
  let ys: [Double]
  let label: String?
  let radius: Double

  /// Points of which more than so many are put on a grid of two pixels.
  private static let fineLimit = 1500
  /// How many points at one place are drawn how opaque.
  private static let shades: [(from: Int, opacity: Double)] = [
    (1, 0.45), (2, 0.65), (4, 0.85), (10, 1),
  ]

  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale)) {
    LineLayer(xs: xs, ys: ys, label: nil, dash: nil, width: 1, opacity: 1)
      .extend(x: &x, y: &y, scales: scales)
  }

  func draw(on canvas: inout Canvas, style: Style) {
    let places = zip(xs, ys).compactMap { px, py -> Point? in
      guard canvas.x.contains(px), canvas.y.contains(py) else { return nil }
      return canvas.place(px, py)
    }
    let unit = places.count > ScatterLayer.fineLimit ? 2.0 : 0.5
    var counts: [GridPlace: Int] = [:]
    var order: [GridPlace] = []
    for point in places {
      let place = GridPlace(
        column: Int((point.x / unit).rounded()), row: Int((point.y / unit).rounded()))
      if counts.updateValue((counts[place] ?? 0) + 1, forKey: place) == nil { order.append(place) }
    }
    for (index, shade) in ScatterLayer.shades.enumerated() {
      let end =
        index + 1 < ScatterLayer.shades.count ? ScatterLayer.shades[index + 1].from : Int.max
      var path = PathData()
      for place in order where (shade.from..<end).contains(counts[place] ?? 0) {
        let point = Point(x: Double(place.column) * unit, y: Double(place.row) * unit)
        path.add([point])
        canvas.occupancy.mark([point], weight: 0.7)
      }
      guard !path.isEmpty else { continue }
      // A line of no length with round caps is a dot, and one path holds them all.
      canvas.clipped.element(
        "path",
        [
          ("d", path.text), ("fill", "none"), ("stroke", style.color.css),
          ("stroke-width", SVGWriter.number(2 * radius)), ("stroke-linecap", "round"),
          ("stroke-opacity", SVGWriter.fraction(shade.opacity)),
        ])
    }
  }

  func legendEntries(style: Style) -> [LegendEntry] {
    guard let label else { return [] }
    return [LegendEntry(text: label, key: .marker(.circle, style.color, radius + 1))]
  }

  var summary: String? { label }
}

/// A place where points are counted together.
private struct GridPlace: Hashable {
  let column: Int
  let row: Int
}

extension Layer {
  /// Many points, the denser the darker; those outside the axes are left out.
  ///
  /// Points that fall on one place are drawn once: what is drawn follows the picture's size, and not
  /// the number of points.
  ///
  /// - Parameters:
  ///   - x: Where the points lie along the horizontal axis.
  ///   - y: Where they lie along the vertical axis; as many as `x`.
  ///   - label: Their name in the legend; none when nil.
  ///   - color: Their colour; the next of the palette when nil.
  ///   - radius: In pixels.
  /// - Returns: The layer.
  public static func scatter(
    _ x: [Double], _ y: [Double], label: String? = nil, color: SeriesColor? = nil,
    radius: Double = 2.4
  ) -> Layer {
    precondition(x.count == y.count, "Layer.scatter: \(x.count) x but \(y.count) y")
    return Layer(ScatterLayer(xs: x, ys: y, label: label, radius: radius), color: color)
  }
}
