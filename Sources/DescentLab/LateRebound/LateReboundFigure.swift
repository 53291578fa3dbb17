import DescentPlots

/// The late rebound in three panels over one axis of steps.
struct LateReboundFigure {
  let findings: LateReboundFindings
  private static let last = 6000

  init(_ findings: LateReboundFindings) { self.findings = findings }

  var figure: ReportFigure {
    ReportFigure(
      name: "late-rebound",
      caption:
        "Above: the loss. The rings are what the source printed. Middle: √v̂ over the 1001 weights, which sinks steadily and never comes near the default ε. Below: the preconditioned sharpness, measured by Lanczos every 50 steps; from step \(findings.forecast.step) the dashed line foretells it from that one measurement. The rebound begins where it reaches \(words(findings.threshold)), and there it stays: the edge of stability holds it.",
      figure: Figure(
        "Adam leaves a minimum that it had reached",
        subtitle:
          "A 1000-input perceptron on 64 points. At step \(findings.forecast.step) it can be told that stability ends at step \(words(Int(crossing))).",
        panels: [loss, moments, sharpness],
        width: 960, height: 940, sharesX: true))
  }

  private var axis: Axis { Axis("step", range: 0...Double(Self.last)) }

  private var crossing: Double { Double(findings.forecast.crossing(of: findings.threshold)) }

  private var cure: String { LateReboundRuns.name(of: findings.usedEpsilon) }

  private func line(
    _ name: String, label: String, color: Int, dash: Dash = .solid, width: Double = 1.4
  ) -> Layer {
    let losses = findings.losses(name).prefix(Self.last + 1)
    return .line(
      losses.indices.map(Double.init), Array(losses), label: label, color: .series(color),
      dash: dash, width: width)
  }

  private var loss: Panel {
    Panel(
      "Loss", x: axis, y: Axis("sum of squares", scale: .logarithmic, range: 1e-32...1e4),
      layers: [
        line("sgd 1e-4", label: "SGD 1e-4", color: 4, width: 1.1),
        line("amsgrad", label: "AMSGrad", color: 3, width: 1.1),
        line(cure, label: "Adam, ε = \(words(findings.usedEpsilon, 2))", color: 2, width: 1.1),
        line(LateReboundRuns.single, label: "Adam, float32", color: 1),
        line(LateReboundRuns.main, label: "Adam, float64", color: 0),
        .verticalLine(
          at: crossing,
          label: "step \(words(Int(crossing))), forecast at \(findings.forecast.step)",
          color: .foreground),
        .markers(
          LateReboundSource.losses.map { Double($0.step) }, LateReboundSource.losses.map(\.loss),
          label: "reported in 2017", color: .foreground, symbol: .ring, radius: 4),
      ], legend: .above, weight: 1.35)
  }

  private var moments: Panel {
    let all = (findings.traces[LateReboundRuns.main]?.moments ?? [])
      .filter { $0.step <= Self.last && $0.step % 10 == 0 }
    let steps = all.map { Double($0.step) }
    return Panel(
      "What Adam divides by", x: axis,
      y: Axis("√v̂", scale: .logarithmic, range: 1e-9...1e3),
      layers: [
        .band(
          steps, lower: all.map(\.least), upper: all.map(\.greatest), label: "all weights",
          color: .series(0), opacity: 0.15),
        .band(
          steps, lower: all.map(\.lowerQuartile), upper: all.map(\.upperQuartile),
          label: "middle half", color: .series(0), opacity: 0.3),
        .line(steps, all.map(\.median), label: "median", color: .series(0), dash: .solid),
        .horizontalLine(
          at: findings.usedEpsilon, label: "ε that cures, \(words(findings.usedEpsilon, 2))",
          color: .series(2)),
        .horizontalLine(at: 1e-8, label: "ε by default, 1e-8", color: .series(1)),
        .verticalLine(at: crossing, color: .foreground),
      ], legend: .above)
  }

  private var sharpness: Panel {
    func line(_ name: String, label: String, color: Int) -> Layer {
      let places = (findings.sharpness[name] ?? []).filter { $0.step <= Self.last }
      return .line(
        places.map { Double($0.step) }, places.map(\.value), label: label, color: .series(color),
        dash: .solid, width: 1.6)
    }
    let told = stride(from: findings.forecast.step, through: Int(crossing) + 500, by: 20)
    return Panel(
      "How near the edge of stability is", x: axis,
      y: Axis("η λ₁(P⁻¹H)", range: 0...50),
      layers: [
        line("amsgrad", label: "AMSGrad", color: 3),
        line(cure, label: "ε = \(words(findings.usedEpsilon, 2))", color: 2),
        line(LateReboundRuns.main, label: "Adam, float64", color: 0),
        .line(
          told.map(Double.init), told.map { findings.forecast.sharpness(at: $0) },
          label: "forecast at \(findings.forecast.step)", color: .foreground, dash: .dashed,
          width: 1.3),
        .horizontalLine(
          at: findings.threshold, label: "\(words(findings.threshold)) = (2 + 2β₁) / (1 − β₁)",
          color: .series(1)),
        .verticalLine(at: crossing, color: .foreground),
      ], legend: .above)
  }
}
