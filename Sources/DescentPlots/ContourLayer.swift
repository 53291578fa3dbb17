/// A function of two variables, by its lines of equal value.
struct ContourLayer: Mark {
  let xs: [Double]
  let ys: [Double]
  let values: [Double]
  let levels: [ContourLevels.Level]
  let scale: Scale
  let isFilled: Bool
  let colorMap: ColorMap
  let label: String?

  var isSeries: Bool { false }
  var summary: String? { "contours" + (label.map { " of \($0)" } ?? "") }

  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale)) {
    for value in xs { x.include(value, on: scales.x) }
    for value in ys { y.include(value, on: scales.y) }
    x.isTight = true
    y.isTight = true
  }

  /// The colour between level `band − 1` and level `band`.
  func color(ofBand band: Int) -> Color {
    colorMap.color(levels.isEmpty ? 0 : Double(band) / Double(levels.count))
  }

  func draw(on canvas: inout Canvas, style: Style) {
    let grid = MarchingSquares(
      values: values.map { value in
        value.isNaN ? .nan : scale.ruler(value) ?? (value > 0 ? 1e300 : -1e300)
      }, columns: xs.count, rows: ys.count)
    // Bands are painted over each other, lowest first; each covers all that
    // reaches its level.
    if isFilled {
      for band in 0...levels.count {
        let level = band == 0 ? -1e300 : levels[band - 1].ruler
        let path = path(grid.regions(above: level), on: canvas)
        guard !path.isEmpty else { continue }
        // A hairline of the same colour closes the seam to the band beneath.
        let color = color(ofBand: band).css
        canvas.clipped.element(
          "path",
          [
            ("d", path.text), ("fill", color), ("fill-rule", "evenodd"), ("stroke", color),
            ("stroke-width", "0.5"),
          ])
      }
    }
    for (index, level) in levels.enumerated() {
      let path = path(grid.lines(at: level.ruler), on: canvas)
      guard !path.isEmpty else { continue }
      if isFilled {
        let ink = color(ofBand: index).luminance > 0.35 ? Color(0x000000) : Color(0xFFFFFF)
        canvas.clipped.stroke(path, color: ink, width: 0.7, opacity: 0.4)
      } else {
        canvas.clipped.stroke(path, color: color(ofBand: index), width: 1.2)
      }
    }
  }

  private func path(_ lines: [MarchingSquares.Line], on canvas: Canvas) -> PathData {
    var path = PathData()
    for line in lines {
      let points = line.points.compactMap { point in
        canvas.place(ContourLayer.at(point.x, of: xs), ContourLayer.at(point.y, of: ys))
      }
      // Less than the width of the line by far.
      let fewer = Decimation.straightened(points, tolerance: 0.12)
      if fewer.count > 1 { path.add(fewer, closed: line.isClosed) }
    }
    return path
  }

  /// The coordinate at a place between grid lines.
  private static func at(_ index: Double, of coordinates: [Double]) -> Double {
    let low = min(max(0, Int(index)), coordinates.count - 2)
    let t = index - Double(low)
    return coordinates[low] + t * (coordinates[low + 1] - coordinates[low])
  }
}

extension Layer {
  /// A function of two variables, by its lines of equal value, with a colour
  /// bar beside the panel.
  ///
  /// - Parameters:
  ///   - x: The grid's places along the horizontal axis, ascending.
  ///   - y: Its places along the vertical axis, ascending.
  ///   - values: The function in rows: `values[j * x.count + i]` at `x[i]`,
  ///     `y[j]`. Where it is not a number the ground shows.
  ///   - levels: Where the lines are drawn.
  ///   - isFilled: Whether the bands between the lines are coloured.
  ///   - colorMap: The colours, from low to high.
  ///   - label: What the colour bar measures.
  /// - Returns: The layer.
  public static func contour(
    x: [Double], y: [Double], values: [Double], levels: ContourLevels = .linear(12),
    isFilled: Bool = true, colorMap: ColorMap = .viridis, label: String? = nil
  ) -> Layer {
    precondition(
      x.count >= 2 && y.count >= 2,
      "Layer.contour: a grid of \(x.count) × \(y.count), at least 2 × 2 needed")
    precondition(
      values.count == x.count * y.count,
      "Layer.contour: \(values.count) values for a grid of \(x.count) × \(y.count)")
    for (name, places) in [("x", x), ("y", y)] {
      precondition(
        zip(places, places.dropFirst()).allSatisfy { $0 < $1 },
        "Layer.contour: \(name) does not ascend")
    }
    let mark = ContourLayer(
      xs: x, ys: y, values: values, levels: levels.levels(for: values), scale: levels.scale,
      isFilled: isFilled, colorMap: colorMap, label: label)
    return Layer(mark)
  }
}
