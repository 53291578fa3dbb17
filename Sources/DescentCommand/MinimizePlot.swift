import DescentLab
import DescentPlots
import DescentTensor

/// The picture of a minimization: its way across the contours, where there are
/// two variables, and its loss.
enum MinimizePlot {
  static func figure(of run: MinimizeRun) -> Figure {
    let request = run.request
    let contours = request.objective.plane.map { contourPanel(of: run, $0) }
    let options = request.optimizer.resolvedOptions
      .filter { option in
        switch option.value {
        case .number(0), .bool(false), .none: false
        default: true
        }
      }
      .map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    let panels = [contours, lossPanel(of: run)].compactMap(\.self)
    return Figure(
      "\(request.optimizer.name) on \(request.objective.name.prefix(80))",
      subtitle: "\(options); \(run.losses.count) steps from \(NumberText.point(request.start)) "
        + "to \(NumberText.point(run.point))",
      panels: panels, columns: panels.count, width: panels.count == 2 ? 1080 : 720, height: 500)
  }

  // MARK: The loss

  private static func lossPanel(of run: MinimizeRun) -> Panel {
    // The value before an update is that of the point after the update before.
    let losses = run.losses + [run.value]
    let isLogarithmic = spansDecades(losses)
    return Panel(
      "Loss",
      x: Axis("updates"), y: Axis("loss", scale: isLogarithmic ? .logarithmic : .linear),
      layers: [.line(losses, color: .series(0))])
  }

  /// Whether values are all positive and a logarithmic scale shows more of them.
  private static func spansDecades(_ values: [Double]) -> Bool {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return false }
    return low > 0 && high / low > 50
  }

  // MARK: The plane

  private static let resolution = 161

  private static func contourPanel(
    of run: MinimizeRun, _ function: (Tensor, Tensor) -> Tensor
  ) -> Panel {
    let points = (run.way + [run.point]).filter { $0.allSatisfy(\.isFinite) }
    let view = view(of: run.request, points)
    let (xs, ys) = (grid(view.x), grid(view.y))
    let values = function(
      Tensor(ys.flatMap { _ in xs }), Tensor(ys.flatMap { y in xs.map { _ in y } })
    ).doubles
    var layers: [Layer] = [.contour(x: xs, y: ys, values: values, levels: levels(values))]
    if let known = run.request.objective.known {
      func add(_ places: [[Double]], _ name: String, _ symbol: Symbol, _ radius: Double) {
        guard let first = places.first, first.count == 2 else { return }
        layers.append(
          .markers(
            places.map { $0[0] }, places.map { $0[1] }, label: name,
            color: .foreground, symbol: symbol, radius: radius))
      }
      add(known.minima, known.minima.count > 1 ? "minima" : "minimum", .star, 6.5)
      add(known.saddles, "saddle", .cross, 5)
    }
    layers.append(
      .trajectory(
        points.map { $0[0] }, points.map { $0[1] }, label: run.request.optimizer.name,
        color: .series(1)))
    let (width, height) = (
      view.x.upperBound - view.x.lowerBound, view.y.upperBound - view.y.lowerBound
    )
    return Panel(
      "Trajectory", x: Axis("w0"), y: Axis("w1"), layers: layers,
      hasEqualUnits: (0.6...1.6).contains(width / height))
  }

  /// The function's usual view, widened so that the way is seen, but never so
  /// far that a way which diverges leaves nothing else to see.
  private static func view(
    of request: MinimizeRequest, _ points: [[Double]]
  ) -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    func range(_ axis: Int, _ usual: ClosedRange<Double>?) -> ClosedRange<Double> {
      let start = request.start[axis]
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
    let usual = request.objective.known?.view
    return (range(0, usual?.x), range(1, usual?.y))
  }

  private static func grid(_ range: ClosedRange<Double>) -> [Double] {
    let step = (range.upperBound - range.lowerBound) / Double(resolution - 1)
    return (0..<resolution).map { range.lowerBound + Double($0) * step }
  }

  /// Levels a factor apart for what is positive over decades, evenly spaced
  /// otherwise.
  private static func levels(_ values: [Double]) -> ContourLevels {
    let sorted = values.filter(\.isFinite).sorted()
    guard let least = sorted.first, least >= 0, let high = sorted.last else { return .linear(16) }
    return high > 50 * sorted[sorted.count / 50] ? .logarithmic(16) : .linear(16)
  }
}
