/// How a schedule goes from one value to another.
public enum Annealing: String, Sendable, Hashable, CaseIterable {
  /// Half a cosine wave.
  case cosine = "cos"
  /// A straight line.
  case linear

  /// The value a share of the way.
  func value(_ share: Double, from start: Double, to end: Double) -> Double {
    switch self {
    case .cosine: end + (start - end) * halfWave(1 - share)
    case .linear: (end - start) * share + start
    }
  }
}

extension Schedule {
  /// Up to a peak and down to far below the start, once: the 1cycle policy's rate.
  ///
  ///     b / d  →  b over the first share p of n steps,  →  b / d / f over the rest
  ///
  /// or, in three phases, back to b / d over another share p first. Phases end at p n − 1,
  /// 2 p n − 2 and n − 1.
  ///
  /// - Parameters:
  ///   - peak: b.
  ///   - steps: n, the length of the run.
  ///   - share: p, how much of it is the way up.
  ///   - annealing: Along what curve.
  ///   - divisor: d: the run begins at b / d.
  ///   - finalDivisor: f: it ends at b / d / f.
  ///   - hasThreePhases: Whether there is a way back to b / d before the end.
  /// - Returns: The schedule.
  /// - Note: After n steps the last value stays; torch raises an error.
  /// - SeeAlso: Smith & Topin, *Super-Convergence* (2017). Behaviour:
  ///   torch.optim.lr_scheduler.OneCycleLR, 2.15.
  /// - Precondition: At least 1 step, and a share of 0 to 1.
  public static func oneCycle(
    peak: Double, over steps: Int64, rising share: Double = 0.3, annealing: Annealing = .cosine,
    divisor: Double = 25, finalDivisor: Double = 1e4, hasThreePhases: Bool = false
  ) -> Schedule {
    let start = peak / divisor
    return oneCycle(
      "one cycle from \(brief(start)) to \(brief(peak)) to \(brief(start / finalDivisor)) over \(steps) steps",
      [start, peak, start / finalDivisor], start, over: steps, rising: share,
      annealing: annealing, hasThreePhases: hasThreePhases)
  }

  /// Down while the rate of the same cycle goes up, and up again: the 1cycle policy's momentum.
  ///
  /// Behaviour: torch.optim.lr_scheduler.OneCycleLR, 2.15.
  ///
  /// - Parameters:
  ///   - high: The value at both ends.
  ///   - low: The value where the rate is at its peak.
  ///   - steps: The length of the run.
  ///   - share: How much of it is the way down.
  ///   - annealing: Along what curve.
  ///   - hasThreePhases: As the rate has.
  /// - Returns: The schedule.
  /// - Precondition: At least 1 step, and a share of 0 to 1.
  public static func oneCycleMomentum(
    from high: Double = 0.95, to low: Double = 0.85, over steps: Int64, rising share: Double = 0.3,
    annealing: Annealing = .cosine, hasThreePhases: Bool = false
  ) -> Schedule {
    oneCycle(
      "one cycle from \(brief(high)) to \(brief(low)) and back over \(steps) steps",
      [high, low, high], high,
      over: steps, rising: share, annealing: annealing, hasThreePhases: hasThreePhases)
  }

  private static func oneCycle(
    _ description: String, _ values: [Double], _ third: Double, over steps: Int64,
    rising share: Double, annealing: Annealing, hasThreePhases: Bool
  ) -> Schedule {
    precondition(steps >= 1, "Schedule.oneCycle: expected at least 1 step, got \(steps)")
    precondition(
      (0...1).contains(share), "Schedule.oneCycle: expected a share of 0 to 1, got \(share)")
    let n = Double(steps)
    var phases = [(end: share * n - 1, from: values[0], to: values[1])]
    if hasThreePhases {
      phases.append((end: 2 * share * n - 2, from: values[1], to: third))
      phases.append((end: n - 1, from: third, to: values[2]))
    } else {
      phases.append((end: n - 1, from: values[1], to: values[2]))
    }
    let all = phases
    let mark = ScheduleMark(.end, at: steps, "the one cycle", aftermath: "the last value stays")
    return Schedule(
      description + (hasThreePhases ? " in three phases" : ""), marks: [mark]
    ) { step in
      let t = Double(min(step, steps - 1))
      var begin = 0.0
      for (i, phase) in all.enumerated() {
        if t <= phase.end || i == all.count - 1 {
          let length = phase.end - begin
          let place = length > 0 ? (t - begin) / length : 1
          return annealing.value(place, from: phase.from, to: phase.to)
        }
        begin = phase.end
      }
      return values[2]
    }
  }
}

extension ScheduleEntry {
  static let oneCycle = ScheduleEntry(
    "OneCycleLR", aliases: ["onecycle"],
    options: [
      "max_lr", "total_steps", "epochs", "steps_per_epoch", "pct_start", "anneal_strategy",
      "cycle_momentum", "base_momentum", "max_momentum", "div_factor", "final_div_factor",
      "three_phase",
    ]
  ) { o, base throws(ScheduleError) in
    let peak = try o.number("max_lr", base.rate, .nonNegative)
    var steps: Int64
    if o.isGiven("total_steps") || !o.isGiven("epochs") {
      steps = try o.horizon("total_steps")
    } else {
      let (epochs, each) = (try o.steps("epochs"), try o.steps("steps_per_epoch"))
      let (product, overflow) = epochs.multipliedReportingOverflow(by: each)
      steps = overflow ? .max : product
    }
    let share = try o.number("pct_start", 0.3, .share)
    let annealing = try o.annealing("anneal_strategy")
    let divisor = try o.number("div_factor", 25, .positive)
    let finalDivisor = try o.number("final_div_factor", 1e4, .positive)
    let three = try o.flag("three_phase", false)
    let low = try o.number("base_momentum", 0.85, .nonNegative)
    let high = try o.number("max_momentum", 0.95, .nonNegative)
    let cycles = try o.flag("cycle_momentum", true)
    return .init(
      .oneCycle(
        peak: peak, over: steps, rising: share, annealing: annealing, divisor: divisor,
        finalDivisor: finalDivisor, hasThreePhases: three),
      momentum: cycles
        ? .oneCycleMomentum(
          from: high, to: low, over: steps, rising: share, annealing: annealing,
          hasThreePhases: three) : nil)
  }
}
