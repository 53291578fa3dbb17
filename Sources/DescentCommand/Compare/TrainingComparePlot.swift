import DescentPlots

extension ComparePlot {
  /// The first seed's race: the validation loss and the metric that people follow, both moving by one
  /// epoch a frame.
  static func figure(of comparison: TrainingComparison) -> Figure {
    let request = comparison.request
    let configuration = request.entries[0].configuration
    let frames = comparison.races.map(\.updates.count).max() ?? 1
    let animation = Animation(frameCount: frames, rate: min(25, max(4, Double(frames) / 8)))
    let losses = comparison.races.map { Array(zip($0.updates, $0.losses)) }
    let metrics = comparison.races.map { Array(zip($0.updates, $0.metrics)) }
    let metricName =
      switch comparison.task {
      case .classification: "accuracy on the validation rows"
      default: "RMSE of \(comparison.targetLabel) on the validation rows"
      }
    let file = configuration.data.split(separator: "/").last.map(String.init) ?? ""
    return Figure(
      "Learning \(comparison.targetLabel) of \(file)",
      subtitle: "seed \(request.seeds[0]), one epoch a frame",
      panels: [
        panel(
          "The loss", comparison, losses, animation,
          name: "validation loss: \(comparison.lossName)",
          target: comparison.target),
        panel("The metric", comparison, metrics, animation, name: metricName, target: nil),
      ], columns: 2, width: 1080, height: 500)
  }

  private static func panel(
    _ title: String, _ comparison: TrainingComparison, _ series: [[(Double, Double)]],
    _ animation: Animation, name: String, target: Double?
  ) -> Panel {
    let finite = series.map { $0.filter { $0.1.isFinite } }
    let isLogarithmic = MinimizePlot.spansDecades(finite.flatMap { $0.map(\.1) })
    var layers = zip(comparison.contestants, finite).enumerated().map { index, pair in
      Layer.animatedTrajectory(
        pair.1.map(\.0), pair.1.map(\.1), animation: animation, label: pair.0.entry.label,
        color: .series(index), width: 1.6)
    }
    if let target { layers.insert(.horizontalLine(at: target, label: "target"), at: 0) }
    return Panel(
      title, x: Axis("updates"),
      y: Axis(name, scale: isLogarithmic ? .logarithmic : .linear), layers: layers)
  }
}
