import CDescentKernels

extension Schedule {
  /// A cut at regular steps.
  ///
  ///     vₜ = v₀ γ^⌊t / n⌋
  ///
  /// Behaviour: torch.optim.lr_scheduler.StepLR, 2.15. The first cut is at step n, not at 0.
  ///
  /// - Precondition: At least 1 step.
  public static func step(
    from start: Double, by factor: Double = 0.1, every steps: Int64
  ) -> Schedule {
    precondition(steps >= 1, "Schedule.step: expected at least 1 step, got \(steps)")
    let first = ScheduleMark(.milestone, at: steps, "the first cut by \(brief(factor))")
    return Schedule("\(brief(start)), times \(brief(factor)) every \(steps) steps", marks: [first])
    { t in
      start * dk_pow_f64(factor, Double(t / steps))
    }
  }
}

extension ScheduleEntry {
  static let step = ScheduleEntry(
    "StepLR", aliases: ["step"], options: ["step_size", "gamma"]
  ) { o, base throws(ScheduleError) in
    let size = try o.steps("step_size")
    return .init(.step(from: base.rate, by: try o.number("gamma", 0.1, .nonNegative), every: size))
  }
}
