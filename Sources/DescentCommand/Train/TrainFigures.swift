import DescentPlots
import DescentTraining

/// What a trained model does on the test rows, in pictures.
enum TrainFigures {
  /// The picture for a report, wide and narrow; nil where there is nothing to show.
  static func judgement(_ run: TrainRun) -> (wide: Figure, narrow: Figure)? {
    let panels: [Panel]
    let heading: (title: String, subtitle: String)
    switch run.predictions {
    case .numbers(let predicted, let truth):
      heading = (
        "Predictions of \(run.targetLabel)", "\(truth.count) rows that the model has not seen"
      )
      panels = [
        scatter(predicted, truth, run.targetLabel),
        residuals(run.predictions.residuals, run.targetLabel),
      ]
    case .classes:
      guard case .classes(let names) = run.target.encoding, let matrix = run.test.confusion else {
        return nil
      }
      heading = (
        "Predicted and true \(run.targetLabel)",
        "\(run.rows.test.count) rows that the model has not seen"
      )
      panels = [confusion(matrix, names)] + (curve(run, names).map { [$0] } ?? [])
    }
    // A matrix alone is as high as its rows ask for.
    let rows = run.test.confusion?.classCount ?? 0
    let alone = min(620, 150 + 44 * Double(rows))
    let height = panels.count == 1 ? alone : 490
    func figure(columns: Int, width: Double, height: Double) -> Figure {
      Figure(
        heading.title, subtitle: heading.subtitle, panels: panels, columns: columns, width: width,
        height: height)
    }
    return (
      figure(columns: panels.count, width: 900, height: height),
      figure(
        columns: 1, width: 400, height: panels.count == 1 ? min(alone, 460) : 780)
    )
  }

  private static func scatter(_ predicted: [Double], _ truth: [Double], _ name: String) -> Panel {
    let ends = [truth.min() ?? 0, truth.max() ?? 1]
    return Panel(
      "Predicted against true", x: Axis("true \(name)"), y: Axis("predicted \(name)"),
      layers: [
        .scatter(truth, predicted, label: "a row"),
        .line(ends, ends, label: "no error", color: .muted, dash: .dashed, width: 1.2),
      ])
  }

  private static func residuals(_ residuals: [Double], _ name: String) -> Panel {
    Panel(
      "Errors", x: Axis("predicted − true \(name)"), y: Axis("rows"),
      layers: [
        .histogram(residuals), .verticalLine(at: 0, color: .foreground, dash: .solid, width: 1),
      ])
  }

  /// Rows are the true classes, shaded by the share of each row.
  private static func confusion(_ matrix: ConfusionMatrix, _ names: [String]) -> Panel {
    let shares = matrix.counts.flatMap { row in
      let members = max(1, row.reduce(0, +))
      return row.map { Double($0) / Double(members) }
    }
    return Panel(
      "Which class is taken for which", x: .categories("predicted", names),
      y: .categories("true", names, isDownward: true),
      layers: [
        .heatMap(
          shares, columns: names.count,
          texts: matrix.counts.flatMap { $0.map { $0 > 0 ? "\($0)" : "" } },
          label: "rows of each true class by predicted class")
      ], legend: .none)
  }

  private static func curve(_ run: TrainRun, _ names: [String]) -> Panel? {
    guard let curve = run.predictions.curve, let name = names.last else { return nil }
    let area = NumberText.short(run.test["auc"], digits: 3)
    return Panel(
      "How well \(name) is told apart", x: Axis("share of others taken for \(name)", range: 0...1),
      y: Axis("share of \(name) found", range: 0...1),
      layers: [
        .line(
          curve.falsePositives, curve.truePositives, label: "model, area \(area)",
          color: .series(1), dash: .solid, width: 2),
        .line([0, 1], [0, 1], label: "chance", color: .muted, dash: .dashed, width: 1.2),
      ])
  }
}
