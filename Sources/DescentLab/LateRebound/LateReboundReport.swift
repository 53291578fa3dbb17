import DescentOptimizers

/// The late rebound as a report.
struct LateReboundReport {
  let findings: LateReboundFindings

  init(_ findings: LateReboundFindings) { self.findings = findings }

  var report: ExhibitReport {
    let main = findings.rebound(LateReboundRuns.main)
    let used = words(findings.usedEpsilon, 2)
    return ExhibitReport(
      exhibit: "late-rebound",
      title: "The late rebound: Adam converges, and leaves again",
      setting:
        "A perceptron with 1000 inputs is fitted to 64 random points by Adam with its defaults, on the very numbers that torch drew in 2017 from seed 545345. The loss, a sum of squares, falls to 1e-12 within 300 steps, and later, with nothing changed, rises to 1e-3.",
      highlights: [
        (
          words(findings.forecast.crossing(of: findings.threshold)),
          "the step at which stability ends, forecast at step \(findings.forecast.step)"
        ),
        (findings.crossing.map(words) ?? "none", "the step at which it ends, measured"),
        (main.step.map(words) ?? "none", "the step at which the loss is back above 1e-8"),
        (words(findings.epsilon, 3), "the ε that cures it; the default is 1e-8"),
      ],
      claims: LateReboundClaims(findings).all,
      tables: [losses, headroom, remedies],
      figures: [LateReboundFigure(findings).figure],
      conclusion: conclusion(used),
      files: LateReboundFiles(findings).all,
      measured: measured,
      source: LateReboundSource.value)
  }

  private func conclusion(_ used: String) -> String {
    let quiet = findings.moments(findings.crossing ?? 3000)
    return
      "The cause: once the gradient is small, v only decays, like 0.999 ^ step, and Adam divides by its root. The preconditioned sharpness η λ₁(P⁻¹H) therefore grows without end, and at \(words(findings.threshold)) = (2 + 2β₁) / (1 − β₁) the steps begin to overshoot by more than they correct. At that moment the median √v̂ is \(words(quiet?.median ?? .nan, 2)), seven orders of magnitude above ε: nothing is rounded away and nothing is divided by zero. The number that cures: ε = η λ₁(H) (1 − β₁) / (2 + 2β₁) = \(words(findings.epsilon, 3)), in Swift Adam(epsilon: \(used)); or Adam(amsgrad: true), or a rate that decays at least as fast as √β₂ᵗ. A smaller constant rate only puts the rebound off, and clipping makes it worse."
  }

  // MARK: Tables

  private var losses: ReportTable {
    let double = findings.losses(LateReboundRuns.main)
    let single = findings.losses(LateReboundRuns.single)
    func cell(_ losses: [Double], _ step: Int) -> String {
      step < losses.count ? words(losses[step], 8) : "–"
    }
    return ReportTable(
      title: "The source's table beside the same steps here",
      columns: ["step", "reported", "float64", "float32"],
      rows: LateReboundSource.losses.map { step, loss in
        [words(step), words(loss, 8), cell(double, step), cell(single, step)]
      },
      note:
        "The first steps differ by the order in which sums are taken. From the rebound on the run is chaotic: only the size of the loss can be compared, and over the steps 4000 to 5000 it goes up to \(words(double[4000...5000].max() ?? .nan, 2)) in float64 and \(words(single[4000...5000].max() ?? .nan, 2)) in float32."
    )
  }

  private var headroom: ReportTable {
    let measured = findings.sharpness[LateReboundRuns.main] ?? []
    let rows = measured.filter { LateReboundFindings.listedSteps.contains($0.step) }.map { place in
      [
        words(place.step), words(place.value, 6), words(place.errorBar, 1),
        place.step >= findings.forecast.step
          ? words(findings.forecast.sharpness(at: place.step), 6) : "–",
        "\(words(100 * place.value / findings.threshold, 3)) %",
        words(findings.moments(place.step)?.median ?? .nan, 3),
      ]
    }
    return ReportTable(
      title: "Headroom: how near the run is to the edge of stability",
      columns: [
        "step", "η λ₁(P⁻¹H)", "error bar", "forecast", "of the limit", "median √v̂",
      ],
      rows: rows,
      note:
        "λ₁ by Lanczos on Hessian-vector products; the error bar is the residual. The forecast uses the row of step \(findings.forecast.step) alone. It puts the crossing of \(words(findings.threshold)) at step \(findings.forecasts.map { "\($0.crossing) (from \($0.from))" }.joined(separator: ", ")); measured: \(findings.crossing.map(words) ?? "none")."
    )
  }

  private var remedies: ReportTable {
    ReportTable(
      title: "What was tried",
      columns: ["run", "steps", "below 1e-8 from", "above again at", "least", "last 1000, most"],
      rows: findings.rebounds.map { name, r in
        [
          name, words(r.steps), r.settled.map(words) ?? "never",
          r.step.map(words) ?? (r.stayed ? "no" : "–"),
          words(r.least, 2), words(r.lastGreatest, 2),
        ]
      },
      note:
        "\"Below 1e-8 from\" is the first step of a hundred below in a row. Everything but the second row is in float64. Between ε = 0.075 and 0.084 lies the prescribed \(words(findings.epsilon, 4))."
    )
  }

  // MARK: The document

  private var measured: ReportValue {
    let listed = findings.sharpness[LateReboundRuns.main] ?? []
    func losses(_ name: String) -> ReportValue {
      let all = findings.losses(name)
      return .object(
        LateReboundSource.losses.filter { $0.step < all.count }.map {
          (name: String($0.step), value: .number(all[$0.step]))
        })
    }
    func stayed(_ names: [String]) -> ReportValue {
      .object(names.map { (name: $0, value: .flag(findings.rebound($0).stayed)) })
    }
    let atCrossing = findings.moments(findings.crossing ?? 3000)
    return [
      "losses": losses(LateReboundRuns.main),
      "losses_float32": losses(LateReboundRuns.single),
      "headroom": .object(
        listed.filter { LateReboundFindings.listedSteps.contains($0.step) }
          .map { (name: String($0.step), value: .number($0.value)) }),
      "threshold": .number((findings.threshold * 1e9).rounded() / 1e9),
      "forecast": forecast(
        findings.forecast.step, findings.forecast.crossing(of: findings.threshold)),
      "forecasts": .list(findings.forecasts.map { forecast($0.from, $0.crossing) }),
      "crossing": .optional(findings.crossing),
      "rebound": .optional(findings.rebound(LateReboundRuns.main).step),
      "rebound_float32": .optional(findings.rebound(LateReboundRuns.single).step),
      "rate_1e-5": [
        "forecast": [
          "from": 5000, "crossing": .optional(findings.smallRateForecast),
        ],
        "crossing": .optional(findings.smallRateCrossing),
        "above_1e-8_again": .optional(findings.rebound(LateReboundRuns.smallRate).step),
      ],
      "curvature": .number(findings.curvature.value),
      "epsilon": .number(findings.epsilon),
      "epsilon_used": .number(findings.usedEpsilon),
      "cures": stayed([
        LateReboundRuns.name(of: findings.usedEpsilon), "amsgrad", "sgd 1e-4",
        "cosine to 0 over 5000", "learning rate 0.9995 ^ step",
      ]),
      "runs": .object(findings.rebounds.map { (name: $0.name, value: $0.rebound.value) }),
      "second_moment_at_crossing": [
        "least": .number(atCrossing?.least ?? .nan), "median": .number(atCrossing?.median ?? .nan),
        "below_epsilon": .optional(atCrossing?.belowEpsilon),
        "lag": .number(atCrossing?.lag ?? .nan),
      ],
    ]
  }

  private func forecast(_ from: Int, _ crossing: Int) -> ReportValue {
    ["from": .integer(from), "crossing": .integer(crossing)]
  }
}
