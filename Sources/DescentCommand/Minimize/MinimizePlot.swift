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
      subtitle: "\(options); \(run.losses.count) steps"
        // A point of many variables is longer than the picture is wide.
        + (request.start.count > 2
          ? ""
          : " from \(NumberText.point(request.start)) to \(NumberText.point(run.point))"),
      panels: panels, columns: panels.count, width: panels.count == 2 ? 900 : 640, height: 430)
  }

  // MARK: The loss

  private static func lossPanel(of run: MinimizeRun) -> Panel {
    // The value before an update is that of the point after the update before.
    let losses = run.losses + [run.value]
    let isLogarithmic = spansDecades(losses)
    let axes = (
      x: Axis("updates"), y: Axis("loss", scale: isLogarithmic ? .logarithmic : .linear)
    )
    guard keepsAverage(run) else {
      return Panel("Loss", x: axes.x, y: axes.y, layers: [.line(losses, color: .series(0))])
    }
    let shape = Shape(run.request.objective.shape)
    let ofAverage = run.averages.map {
      run.request.objective(Tensor($0, shape: shape, dtype: run.request.dtype)).scalar
    }
    return Panel(
      "Loss", x: axes.x, y: axes.y,
      layers: [
        .line(losses, label: "where it steps", color: .series(1)),
        .line(
          run.wayUpdates.map(Double.init), ofAverage, label: "of the average", color: .series(0)),
      ])
  }

  /// Whether the rule answers with other points than those that it steps on.
  private static func keepsAverage(_ run: MinimizeRun) -> Bool { run.averages != run.way }

  /// Whether no value is negative and a logarithmic scale shows more of them; where they reach 0 exactly
  /// the line has a gap.
  static func spansDecades(_ values: [Double]) -> Bool {
    let finite = values.filter(\.isFinite)
    guard finite.allSatisfy({ $0 >= 0 }), let low = finite.filter({ $0 > 0 }).min(),
      let high = finite.max()
    else { return false }
    return high / low > 50
  }

  // MARK: The plane

  private static func contourPanel(
    of run: MinimizeRun, _ function: (Tensor, Tensor) -> Tensor
  ) -> Panel {
    let points = (run.way + [run.point]).filter { $0.allSatisfy(\.isFinite) }
    let plane = FunctionPlane(run.request.objective, from: run.request.start, seen: points)
    var ways = [
      Layer.trajectory(
        points.map { $0[0] }, points.map { $0[1] }, label: run.request.optimizer.name,
        color: .series(1))
    ]
    if keepsAverage(run) {
      let averages = run.averages.filter { $0.allSatisfy(\.isFinite) }
      ways.append(
        .trajectory(
          averages.map { $0[0] }, averages.map { $0[1] }, label: "its average", color: .series(0)))
    }
    return plane.panel("Trajectory", ways: ways, function)
  }
}
