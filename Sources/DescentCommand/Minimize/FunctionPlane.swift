import DescentLab
import DescentPlots
import DescentTensor

/// The part of the plane that a picture shows of a function of two variables.
struct FunctionPlane {
  private let objective: MinimizeObjective
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>

  private static let resolution = 161

  /// The function's usual view, widened so that the points are seen, but never so
  /// far that a way which diverges leaves nothing else to see.
  init(_ objective: MinimizeObjective, from start: [Double], seen points: [[Double]]) {
    func range(_ axis: Int, _ usual: ClosedRange<Double>?) -> ClosedRange<Double> {
      let start = start[axis]
      let places = points.map { $0[axis] }
      let low = places.min() ?? start
      let high = places.max() ?? start
      guard let usual else {
        let size = min(
          max(high - low, 0.5 * max(1, start.magnitude)), 1e3 * max(1, start.magnitude))
        let middle = min(max((low + high) / 2, start - size), start + size)
        return middle - 0.75 * size...middle + 0.75 * size
      }
      let size = usual.upperBound - usual.lowerBound
      let room = 0.04 * size
      return min(
        usual.lowerBound, max(low - room, usual.lowerBound - size))...max(
          usual.upperBound, min(high + room, usual.upperBound + size))
    }
    self.objective = objective
    x = range(0, objective.known?.view?.x)
    y = range(1, objective.known?.view?.y)
  }

  /// The contours, what is known of the function, and ways across it.
  func panel(
    _ title: String, ways: [Layer], colorMap: ColorMap = .viridis,
    _ function: (Tensor, Tensor) -> Tensor
  ) -> Panel {
    let (xs, ys) = (grid(x), grid(y))
    let values = function(
      Tensor(ys.flatMap { _ in xs }), Tensor(ys.flatMap { y in xs.map { _ in y } })
    ).doubles
    let contours = Layer.contour(
      x: xs, y: ys, values: values, levels: levels(values), colorMap: colorMap)
    let (width, height) = (x.upperBound - x.lowerBound, y.upperBound - y.lowerBound)
    return Panel(
      title, x: Axis("w0"), y: Axis("w1"), layers: [contours] + landmarks + ways,
      hasEqualUnits: (0.6...1.6).contains(width / height))
  }

  private var landmarks: [Layer] {
    guard let known = objective.known else { return [] }
    func markers(
      _ places: [[Double]], _ name: String, _ symbol: Symbol, _ radius: Double
    ) -> Layer? {
      guard let first = places.first, first.count == 2 else { return nil }
      return .markers(
        places.map { $0[0] }, places.map { $0[1] }, label: name, color: .foreground,
        symbol: symbol, radius: radius)
    }
    let minima = known.minima.count > 1 ? "minima" : "minimum"
    return [
      markers(known.minima, minima, .star, 6.5), markers(known.saddles, "saddle", .cross, 5),
    ].compactMap(\.self)
  }

  private func grid(_ range: ClosedRange<Double>) -> [Double] {
    let step = (range.upperBound - range.lowerBound) / Double(FunctionPlane.resolution - 1)
    return (0..<FunctionPlane.resolution).map { range.lowerBound + Double($0) * step }
  }

  /// Levels a factor apart for what is positive over decades, evenly spaced
  /// otherwise.
  private func levels(_ values: [Double]) -> ContourLevels {
    let sorted = values.filter(\.isFinite).sorted()
    guard let least = sorted.first, least >= 0, let high = sorted.last else { return .linear(16) }
    return high > 50 * sorted[sorted.count / 50] ? .logarithmic(16) : .linear(16)
  }
}
