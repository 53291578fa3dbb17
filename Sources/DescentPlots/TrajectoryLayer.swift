/// The way of an optimizer across a plane.
struct TrajectoryLayer: Mark {
  let xs: [Double]
  let ys: [Double]
  let label: String?
  let width: Double

  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale)) {
    LineLayer(xs: xs, ys: ys, label: nil, dash: nil, width: 1, opacity: 1)
      .extend(x: &x, y: &y, scales: scales)
  }

  func draw(on canvas: inout Canvas, style: Style) {
    let stretches = canvas.stretches(xs, ys)
    let ground = canvas.theme.background
    var path = PathData()
    for stretch in stretches {
      path.add(Decimation.straightened(TrajectoryLayer.thinned(stretch), tolerance: 0.12))
    }
    guard let first = stretches.first?.first, let last = stretches.last?.last else { return }
    // A casing of the ground's colour keeps the line apart from any fill.
    canvas.clipped.stroke(path, color: ground, width: width + 2, opacity: 0.75)
    canvas.clipped.stroke(path, color: style.color, width: width)
    for stretch in stretches { canvas.occupancy.mark(stretch, weight: 2) }
    let inside = Box(x: 0, y: 0, width: canvas.width, height: canvas.height)
    func isInside(_ p: Point) -> Bool {
      p.x >= inside.x && p.y >= inside.y && p.x <= inside.maxX && p.y <= inside.maxY
    }
    let steps = stretches.reduce(0) { $0 + $1.count }
    if steps <= 80 {
      for point in stretches.joined() where isInside(point) {
        Symbol.circle.draw(
          &canvas.above, at: point, radius: width + 0.9, color: style.color, ground: ground)
      }
    }
    for (point, symbol) in [(first, Symbol.ring), (last, TrajectoryLayer.endSymbol(style))]
    where isInside(point) {
      symbol.draw(
        &canvas.above, at: point, radius: width + 3.4, color: style.color, ground: ground)
    }
  }

  /// Dashes would be taken for steps, so ways are told apart by their ends.
  static func endSymbol(_ style: Style) -> Symbol {
    style.symbol == .ring ? .circle : style.symbol
  }

  /// Leaves out points that lie on the pixel of the one before.
  static func thinned(_ points: [Point]) -> [Point] {
    var result: [Point] = []
    for (index, point) in points.enumerated() {
      if let last = result.last, index < points.count - 1,
        abs(point.x - last.x) < 0.4, abs(point.y - last.y) < 0.4
      {
        continue
      }
      result.append(point)
    }
    return result
  }

  func legendEntries(style: Style) -> [LegendEntry] {
    guard let label else { return [] }
    return [
      LegendEntry(
        text: label, key: .trajectory(style.color, TrajectoryLayer.endSymbol(style), width))
    ]
  }

  var summary: String? { label.map { "the trajectory of \($0)" } }
}

extension Layer {
  /// The way of an optimizer across a plane: a ring where it starts, a
  /// symbol where it ends, and a dot at every step while there are few.
  ///
  /// - Parameters:
  ///   - x: Where the steps lie along the horizontal axis.
  ///   - y: Where they lie along the vertical axis; as many as `x`.
  ///   - label: Its name in the legend; none when nil.
  ///   - color: Its colour; the next of the palette when nil.
  ///   - width: In pixels.
  /// - Returns: The layer.
  public static func trajectory(
    _ x: [Double], _ y: [Double], label: String? = nil, color: SeriesColor? = nil,
    width: Double = 2
  ) -> Layer {
    precondition(x.count == y.count, "Layer.trajectory: \(x.count) x but \(y.count) y")
    return Layer(TrajectoryLayer(xs: x, ys: y, label: label, width: width), color: color)
  }
}
