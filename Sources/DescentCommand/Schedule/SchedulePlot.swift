import DescentPlots

/// The picture of a schedule: the rate above, the momentum below where it moves.
enum SchedulePlot {
  /// More lines than help.
  private static let greatestMarks = 12

  static func figure(of series: ScheduleSeries) -> Figure {
    let marks = series.milestones.count <= greatestMarks ? series.milestones : []
    func panel(_ name: String, _ values: [Double], _ color: SeriesColor, _ weight: Double) -> Panel
    {
      // Lines first, the curve on top of them; 0 in view, since a rate's share of its peak is what
      // one looks for.
      let rules = marks.map { Layer.verticalLine(at: Double($0)) }
      let xs = values.indices.map { Double($0) }
      return Panel(
        x: Axis("step"), y: Axis(name),
        layers: rules + [.line(xs, values, color: color, dash: .solid)],
        weight: weight)
    }
    var panels = [panel("learning rate", series.rates, .series(0), 1.4)]
    if let momentum = series.momentum, momentum.contains(where: { $0 != momentum[0] }) {
      panels.append(panel("momentum", momentum, .series(1), 1))
    }
    let text = series.description
    let span = "; \(series.rates.count) steps"
    return Figure(
      "Learning rate",
      subtitle: text.count <= 125 ? text + span : text.prefix(124) + "…" + span,
      panels: panels, width: 900, height: panels.count == 2 ? 560 : 420, sharesX: true)
  }
}
