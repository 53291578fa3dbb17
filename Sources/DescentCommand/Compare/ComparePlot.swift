import DescentPlots
import DescentTensor

/// The race from the first start: the ways across the contours, where there are
/// two variables, and the values, both moving by one update a frame.
enum ComparePlot {
  /// Light enough that every series' colour stands out.
  private static let ground = ColorMap(
    [0xB9C6D3, 0xCBD5DE, 0xDCE3E9, 0xEAEEF2, 0xF6F8FA].map { Color($0) })

  static func figure(of comparison: Comparison) -> Figure {
    let request = comparison.request
    let frames = frameCount(comparison)
    // Six to ten seconds, slow enough at first to see single updates.
    let animation = Animation(frameCount: frames, rate: min(50, max(8, Double(frames) / 8)))
    let planePanel = request.objective.plane.map { plane(comparison, animation, $0) }
    let panels = [planePanel, values(comparison, animation)].compactMap(\.self)
    let shown =
      frames - 1 < request.steps
      ? "the first \(frames - 1) of \(request.steps) updates" : "\(request.steps) updates"
    return Figure(
      "\(request.objective.name.prefix(80)) from \(NumberText.point(request.starts[0]))",
      subtitle: "\(shown), one a frame", panels: panels, columns: panels.count,
      width: panels.count == 2 ? 1080 : 720, height: 500)
  }

  /// Until the last that reaches the target is there, and a little longer.
  private static func frameCount(_ comparison: Comparison) -> Int {
    let all = min(Comparison.raceLength, comparison.request.steps) + 1
    let first = comparison.contestants.map { $0.updatesToTarget.first ?? nil }
    guard first.allSatisfy({ $0 != nil }), let last = first.compactMap(\.self).max() else {
      return all
    }
    return min(all, last + last / 5 + 10)
  }

  private static func plane(
    _ comparison: Comparison, _ animation: Animation, _ function: (Tensor, Tensor) -> Tensor
  ) -> Panel {
    let request = comparison.request
    let ways = comparison.contestants.map { contestant in
      Array(contestant.way.prefix(animation.frameCount))
    }
    let plane = FunctionPlane(
      request.objective, from: request.starts[0],
      seen: ways.joined().filter { $0.allSatisfy(\.isFinite) })
    let layers = zip(comparison.contestants, ways).enumerated().map { index, pair in
      Layer.animatedTrajectory(
        pair.1.map { $0[0] }, pair.1.map { $0[1] }, animation: animation,
        label: pair.0.entry.label, color: .series(index))
    }
    return plane.panel("The way", ways: layers, colorMap: ground, function)
  }

  private static func values(_ comparison: Comparison, _ animation: Animation) -> Panel {
    let series = comparison.contestants.map { $0.values.prefix(animation.frameCount) }
    let least = comparison.request.objective.known?.leastValue ?? 0
    // Above the least value there is, which shows how fast the rest goes; what rounding puts
    // below it is not below it.
    let gaps = series.map { $0.map { abs($0 - least) < 1e-15 ? 0 : $0 - least } }
    let isLogarithmic = MinimizePlot.spansDecades(gaps.flatMap { $0.filter { $0 != 0 } })
    let shown = isLogarithmic ? gaps.map { $0.map { max($0, 1e-17) } } : series.map(Array.init)
    var layers = zip(comparison.contestants, shown).enumerated().map { index, pair in
      Layer.animatedTrajectory(
        pair.1.indices.map(Double.init), pair.1, animation: animation,
        label: pair.0.entry.label, color: .series(index), width: 1.6)
    }
    if let target = comparison.request.target {
      let height = isLogarithmic ? target - least : target
      layers.insert(.horizontalLine(at: height, label: "target"), at: 0)
    }
    let name = isLogarithmic && least != 0 ? "value above the least" : "value"
    return Panel(
      "The value", x: Axis("updates"),
      y: Axis(name, scale: isLogarithmic ? .logarithmic : .linear), layers: layers)
  }
}
