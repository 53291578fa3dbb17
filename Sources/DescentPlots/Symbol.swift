/// The shape of a marker.
public enum Symbol: Sendable, Equatable {
  /// A disc.
  case circle
  /// A ring filled with the ground.
  case ring
  /// A square.
  case square
  /// A square on its corner.
  case diamond
  /// A triangle on its base.
  case triangle
  /// A diagonal cross.
  case cross
  /// A five-pointed star.
  case star

  static let cycle: [Symbol] = [.circle, .square, .diamond, .triangle, .cross, .ring]

  /// The cosines and sines of a star's ten corners, upright, radius 1 and 0.45.
  private static let starCorners: [(Double, Double)] = [
    (0, -1), (0.265, -0.364), (0.951, -0.309), (0.428, 0.139), (0.588, 0.809), (0, 0.45),
    (-0.588, 0.809), (-0.428, 0.139), (-0.951, -0.309), (-0.265, -0.364),
  ]

  /// Draws the shape about `center`, with a thin rim of `ground` so that it
  /// stays apart from what lies beneath.
  func draw(
    _ writer: inout SVGWriter, at center: Point, radius r: Double, color: Color, ground: Color
  ) {
    let n = SVGWriter.number
    let rim = [("fill", color.css), ("stroke", ground.css), ("stroke-width", "1")]
    func polygon(_ corners: [(Double, Double)], scale: Double) {
      var path = PathData()
      path.add(
        corners.map { Point(x: center.x + $0.0 * r * scale, y: center.y + $0.1 * r * scale) },
        closed: true)
      writer.element("path", [("d", path.text)] + rim)
    }
    switch self {
    case .circle:
      writer.element("circle", [("cx", n(center.x)), ("cy", n(center.y)), ("r", n(r))] + rim)
    case .ring:
      writer.element(
        "circle",
        [
          ("cx", n(center.x)), ("cy", n(center.y)), ("r", n(r * 0.95)), ("fill", ground.css),
          ("stroke", color.css), ("stroke-width", n(max(1.5, r * 0.45))),
        ])
    case .square: polygon([(-1, -1), (1, -1), (1, 1), (-1, 1)], scale: 0.88)
    case .diamond: polygon([(0, -1), (1, 0), (0, 1), (-1, 0)], scale: 1.25)
    case .triangle: polygon([(0, -1.1), (1.05, 0.75), (-1.05, 0.75)], scale: 1.1)
    case .star: polygon(Symbol.starCorners, scale: 1.7)
    case .cross:
      var path = PathData()
      let d = r * 0.9
      path.add([Point(x: center.x - d, y: center.y - d), Point(x: center.x + d, y: center.y + d)])
      path.add([Point(x: center.x - d, y: center.y + d), Point(x: center.x + d, y: center.y - d)])
      for (ink, width) in [(ground, r * 0.5 + 2), (color, r * 0.5)] {
        writer.element(
          "path",
          [
            ("d", path.text), ("fill", "none"), ("stroke", ink.css), ("stroke-width", n(width)),
            ("stroke-linecap", "round"),
          ])
      }
    }
  }
}
