/// One line of a legend.
struct LegendEntry: Sendable, Equatable {
  var text: String
  var key: LegendKey
}

/// The sample that stands beside a legend's text.
enum LegendKey: Sendable, Equatable {
  case line(Color, Dash, Double)
  case marker(Symbol, Color, Double)
  case area(Color, Double)
  case trajectory(Color, Symbol, Double)

  static let width = 30.0

  /// Draws the sample in a box `width` wide about the height `y`.
  func draw(_ writer: inout SVGWriter, x: Double, y: Double, ground: Color) {
    let middle = x + LegendKey.width / 2
    var path = PathData()
    path.add([Point(x: x, y: y), Point(x: x + LegendKey.width, y: y)])
    switch self {
    case .line(let color, let dash, let width):
      writer.stroke(path, color: color, width: max(1.6, width), dash: dash)
    case .marker(let symbol, let color, let radius):
      symbol.draw(
        &writer, at: Point(x: middle, y: y), radius: min(5, radius), color: color, ground: ground)
    case .area(let color, let opacity):
      writer.element(
        "rect",
        [
          ("x", SVGWriter.number(x + 3)), ("y", SVGWriter.number(y - 5)),
          ("width", SVGWriter.number(LegendKey.width - 6)), ("height", "10"),
          ("fill", color.css), ("fill-opacity", SVGWriter.fraction(opacity + 0.08)),
        ])
    case .trajectory(let color, let symbol, let width):
      var inner = PathData()
      inner.add([Point(x: x + 4, y: y), Point(x: x + LegendKey.width - 5, y: y)])
      writer.stroke(inner, color: color, width: width)
      Symbol.ring.draw(
        &writer, at: Point(x: x + 4, y: y), radius: width + 2, color: color, ground: ground)
      symbol.draw(
        &writer, at: Point(x: x + LegendKey.width - 5, y: y), radius: width + 2, color: color,
        ground: ground)
    }
  }
}
