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
  static func spansDecades(_ values: [Double]) -> Bool {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return false }
    return low > 0 && high / low > 50
  }

  // MARK: The plane

  private static func contourPanel(
    of run: MinimizeRun, _ function: (Tensor, Tensor) -> Tensor
  ) -> Panel {
    let points = (run.way + [run.point]).filter { $0.allSatisfy(\.isFinite) }
    let plane = FunctionPlane(run.request.objective, from: run.request.start, seen: points)
    let way = Layer.trajectory(
      points.map { $0[0] }, points.map { $0[1] }, label: run.request.optimizer.name,
      color: .series(1))
    return plane.panel("Trajectory", ways: [way], function)
  }
}
