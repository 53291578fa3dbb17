import DescentPlots

/// The curves of a training run.
enum TrainChart {
  /// Losses above, the followed metric below, the best epoch marked in both.
  static func figure(of run: TrainRun) -> Figure {
    let epochs = run.epochs.map { Double($0.epoch) }
    let training = run.epochs.map(\.trainingLoss)
    let validation = run.epochs.compactMap(\.validationLoss)
    let best = Double(run.bestEpoch)
    let (lossName, metricName) =
      switch run.task {
      case .regression: ("mean squared error, standardized", "RMSE of \(run.targetLabel)")
      case .classification: ("cross-entropy", "accuracy")
      }
    // Where nothing is held out there is no best epoch, and no metric to follow.
    let isFollowed = !validation.isEmpty
    let followed: [Layer] =
      isFollowed
      ? [
        .line(epochs, validation, label: "validation"),
        .verticalLine(at: best, label: "best epoch"),
        .markers([best], [validation[run.bestEpoch - 1]], color: .series(1), symbol: .circle),
      ] : []
    // Losses of one pass with dropout and of a pass without are on one scale.
    let losses = Panel(
      x: Axis("epoch"), y: Axis(lossName, scale: spans(training + validation)),
      layers: [.line(epochs, training, label: "training")] + followed,
      legend: .above, weight: 1.4)
    let curve: [Layer] =
      isFollowed ? [.line(epochs, run.followed, label: "validation", color: .series(1))] : []
    let metric = Panel(
      x: Axis("epoch"), y: Axis(metricName),
      layers: curve + [
        .horizontalLine(at: run.baseline[run.task.followed], label: "baseline on the test rows"),
        .verticalLine(at: best),
        .markers(
          [best], [run.test[run.task.followed]], label: "model on the test rows",
          color: .series(2), symbol: .diamond),
      ], legend: .above)
    let name = run.targetLabel
    return Figure(
      "Learning \(name)",
      subtitle:
        "\(run.rows.training.count) rows to learn from, "
        + (isFollowed ? "\(run.rows.validation.count) to stop by, " : "")
        + "\(run.rows.test.count) to judge by; weights of epoch \(run.bestEpoch) of "
        + "\(run.epochs.count)",
      panels: [losses, metric], sharesX: true)
  }

  /// The same for a narrow screen.
  static func narrow(of run: TrainRun) -> Figure {
    var figure = figure(of: run)
    figure.width = 400
    figure.subtitle = ""
    return figure
  }

  /// A logarithmic axis where the losses fall by more than tenfold.
  private static func spans(_ losses: [Double]) -> Scale {
    let known = losses.filter(\.isFinite)
    guard let low = known.min(), let high = known.max(), low > 0 else { return .linear }
    return high > 10 * low ? .logarithmic : .linear
  }
}
