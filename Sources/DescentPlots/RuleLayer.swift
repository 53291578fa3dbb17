/// A straight line across the whole panel, at one value of one axis.
struct RuleLayer: Mark {
  enum Direction: Sendable {
    case vertical
    case horizontal
  }

  let direction: Direction
  let value: Double
  let label: String?
  let dash: Dash
  let width: Double

  var isSeries: Bool { false }

  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale)) {
    switch direction {
    case .vertical: x.include(value, on: scales.x)
    case .horizontal: y.include(value, on: scales.y)
    }
  }

  func draw(on canvas: inout Canvas, style: Style) {
    let axis = direction == .vertical ? canvas.x : canvas.y
    guard axis.contains(value), let place = axis.pixel(value) else { return }
    let ends =
      direction == .vertical
      ? [Point(x: place, y: 0), Point(x: place, y: canvas.height)]
      : [Point(x: 0, y: place), Point(x: canvas.width, y: place)]
    var path = PathData()
    path.add(ends)
    canvas.clipped.stroke(path, color: style.color, width: width, dash: dash)
    canvas.occupancy.mark(ends, weight: 0.6)
    guard let label else { return }
    let box = Canvas.noteBox(label, x: 0, y: 0)
    canvas.notes.append(
      Canvas.Note(
        text: label, candidates: candidates(box, at: place, on: canvas), color: style.color))
  }

  /// Beside the line, on either side, at places along it.
  private func candidates(_ box: Box, at place: Double, on canvas: Canvas) -> [Box] {
    var boxes: [Box] = []
    let along = stride(from: 0.0, through: 1, by: 0.1)
    switch direction {
    case .vertical:
      for t in along {
        for x in [place + 4, place - box.width - 4] {
          let y = 2 + t * (canvas.height - box.height - 4)
          boxes.append(Box(x: x, y: y, width: box.width, height: box.height))
        }
      }
    case .horizontal:
      for t in along {
        for y in [place - box.height - 2, place + 3] {
          let x = canvas.width - box.width - 4 - t * (canvas.width - box.width - 8)
          boxes.append(Box(x: x, y: y, width: box.width, height: box.height))
        }
      }
    }
    return boxes
  }

  var summary: String? { label }
}

extension Layer {
  /// A vertical line across the panel, named beside it.
  ///
  /// - Parameters:
  ///   - x: Where it stands.
  ///   - label: A note beside it; none when nil.
  ///   - color: Its colour; that of secondary text when nil.
  ///   - dash: Its pattern.
  ///   - width: In pixels.
  /// - Returns: The layer.
  public static func verticalLine(
    at x: Double, label: String? = nil, color: SeriesColor? = nil, dash: Dash = .dashed,
    width: Double = 1.2
  ) -> Layer {
    let mark = RuleLayer(direction: .vertical, value: x, label: label, dash: dash, width: width)
    return Layer(mark, color: color)
  }

  /// A horizontal line across the panel, named above or below it.
  ///
  /// - Parameters:
  ///   - y: Where it lies.
  ///   - label: A note beside it; none when nil.
  ///   - color: Its colour; that of secondary text when nil.
  ///   - dash: Its pattern.
  ///   - width: In pixels.
  /// - Returns: The layer.
  public static func horizontalLine(
    at y: Double, label: String? = nil, color: SeriesColor? = nil, dash: Dash = .dotted,
    width: Double = 1.2
  ) -> Layer {
    let mark = RuleLayer(direction: .horizontal, value: y, label: label, dash: dash, width: width)
    return Layer(mark, color: color)
  }
}
