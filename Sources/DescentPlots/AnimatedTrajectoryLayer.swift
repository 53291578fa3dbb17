/// The way of an optimizer as it goes: a line that grows by one point a frame,
/// and a symbol at its end.
struct AnimatedTrajectoryLayer: Mark {
  let xs: [Double]
  let ys: [Double]
  let animation: Animation
  let label: String?
  let width: Double

  private var still: TrajectoryLayer {
    TrajectoryLayer(xs: xs, ys: ys, label: label, width: width)
  }

  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale)) {
    still.extend(x: &x, y: &y, scales: scales)
  }

  func draw(on canvas: inout Canvas, style: Style) {
    let ground = canvas.theme.background
    let points = AnimatedTrajectoryLayer.frames(xs, ys, on: canvas)
    guard let first = points.first, let last = points.last else { return }
    var path = PathData()
    path.add(points)
    canvas.occupancy.mark(points, weight: 2)

    // A dash as long as the line, pushed along it: what lies behind the offset shows.
    let lengths = AnimatedTrajectoryLayer.lengths(points)
    let whole = (lengths.last ?? 0) + 1
    let n = SVGWriter.number
    canvas.clipped.open(
      "g",
      [("stroke-dasharray", "\(n(whole)) \(n(whole + 10))"), ("stroke-dashoffset", "0")])
    animation.write(
      lengths.map { n(whole - $0) }, to: &canvas.clipped, attribute: "stroke-dashoffset")
    // A casing of the ground's colour keeps the line apart from any fill.
    canvas.clipped.stroke(path, color: ground, width: width + 2, opacity: 0.75)
    canvas.clipped.stroke(path, color: style.color, width: width)
    canvas.clipped.close("g")
    Symbol.ring.draw(
      &canvas.clipped, at: first, radius: width + 2.2, color: style.color, ground: ground)

    func place(_ p: Point) -> String { "\(n(p.x)) \(n(p.y))" }
    canvas.clipped.open("g", [("transform", "translate(\(place(last)))")])
    animation.write(
      points.map(place), to: &canvas.clipped, attribute: "transform", isTranslation: true)
    TrajectoryLayer.endSymbol(style).draw(
      &canvas.clipped, at: Point(x: 0, y: 0), radius: width + 3.4, color: style.color,
      ground: ground)
    canvas.clipped.close("g")
  }

  /// Where each frame's point lies, up to the first that has no place; what
  /// runs far off stays within numbers that pictures are made of.
  private static func frames(_ xs: [Double], _ ys: [Double], on canvas: Canvas) -> [Point] {
    func held(_ value: Double, _ size: Double) -> Double {
      min(4 * size, max(-3 * size, (value * 10).rounded() / 10))
    }
    var points: [Point] = []
    for (x, y) in zip(xs, ys) {
      guard let point = canvas.place(x, y) else { break }
      points.append(Point(x: held(point.x, canvas.width), y: held(point.y, canvas.height)))
    }
    return points
  }

  /// How far along the line each point lies.
  static func lengths(_ points: [Point]) -> [Double] {
    guard var last = points.first else { return [] }
    var length = 0.0
    return points.map { point in
      let (dx, dy) = (point.x - last.x, point.y - last.y)
      length += (dx * dx + dy * dy).squareRoot()
      last = point
      return length
    }
  }

  func legendEntries(style: Style) -> [LegendEntry] { still.legendEntries(style: style) }

  var summary: String? { label.map { "the trajectory of \($0), moving" } }
}

extension Layer {
  /// The way of an optimizer as it goes: a line that grows by one point a frame
  /// behind a moving symbol.
  ///
  /// It moves in browsers, without a script; the picture itself is the last
  /// frame. The line ends before the first value without a place on its axis
  /// (NaN, an infinity), and waits there for the others.
  ///
  /// - Parameters:
  ///   - x: Where the frames' points lie along the horizontal axis.
  ///   - y: Where they lie along the vertical axis; as many as `x`.
  ///   - animation: The clock, the same for all layers of a figure.
  ///   - label: Its name in the legend; none when nil.
  ///   - color: Its colour; the next of the palette when nil.
  ///   - width: In pixels.
  /// - Returns: The layer.
  public static func animatedTrajectory(
    _ x: [Double], _ y: [Double], animation: Animation, label: String? = nil,
    color: SeriesColor? = nil, width: Double = 2
  ) -> Layer {
    precondition(x.count == y.count, "Layer.animatedTrajectory: \(x.count) x but \(y.count) y")
    let mark = AnimatedTrajectoryLayer(
      xs: x, ys: y, animation: animation, label: label, width: width)
    return Layer(mark, color: color)
  }
}
