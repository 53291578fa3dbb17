extension Schedule {
  /// From a value to the constant rate at which weights are averaged.
  ///
  ///     vₜ = (1 − α) a + α b,   α = (1 − cos πx) / 2  or  x,   x = min(t / n, 1)
  ///
  /// - Parameters:
  ///   - start: a.
  ///   - rate: b, the rate at which weights are averaged.
  ///   - steps: n.
  ///   - annealing: Along what curve.
  /// - Returns: The schedule.
  /// - SeeAlso: Izmailov et al., *Averaging Weights Leads to Wider Optima and Better Generalization*
  ///   (UAI 2018). Behaviour: torch.optim.swa_utils.SWALR, 2.15.
  /// - Precondition: At least 0 steps; with 0 the rate is there at once.
  public static func averaging(
    from start: Double, to rate: Double, over steps: Int64 = 10, annealing: Annealing = .cosine
  ) -> Schedule {
    precondition(steps >= 0, "Schedule.averaging: expected at least 0 steps, got \(steps)")
    let mark = ScheduleMark(.arrival, at: steps, "the end of the way to the averaging rate")
    return Schedule(
      "from \(brief(start)) to the averaging rate \(brief(rate)) over \(steps) steps",
      marks: steps == 0 ? [] : [mark]
    ) { t in
      t >= steps ? rate : annealing.value(Double(t) / Double(steps), from: start, to: rate)
    }
  }
}

extension ScheduleEntry {
  static let averaging = ScheduleEntry(
    "SWALR", aliases: ["swa"], options: ["swa_lr", "anneal_epochs", "anneal_strategy"]
  ) { o, base throws(ScheduleError) in
    let rate = try o.number("swa_lr", nil, .nonNegative)
    let steps = try o.steps("anneal_epochs", 10, least: 0)
    return .init(
      .averaging(
        from: base.rate, to: rate, over: steps, annealing: try o.annealing("anneal_strategy")))
  }
}
