import CDescentKernels

extension Schedule {
  /// Down to 0 by a power of what is left.
  ///
  ///     vₜ = v₀ (1 − min(t, n) / n)ᵖ
  ///
  /// Behaviour: torch.optim.lr_scheduler.PolynomialLR, 2.15.
  ///
  /// - Precondition: At least 1 step.
  public static func polynomial(
    from start: Double, power: Double = 1, over steps: Int64
  ) -> Schedule {
    precondition(steps >= 1, "Schedule.polynomial: expected at least 1 step, got \(steps)")
    let end = ScheduleMark(.end, at: steps, "the polynomial decay", aftermath: "it stays at 0")
    let by = power == 1 ? "" : " by the power \(brief(power))"
    return Schedule("from \(brief(start)) to 0 over \(steps) steps\(by)", marks: [end]) { t in
      start * dk_pow_f64(Double(steps - min(t, steps)) / Double(steps), power)
    }
  }
}

extension ScheduleEntry {
  static let polynomial = ScheduleEntry(
    "PolynomialLR", aliases: ["polynomial", "poly"], options: ["total_iters", "power"]
  ) { o, base throws(ScheduleError) in
    let power = try o.number("power", 1, .nonNegative)
    return .init(.polynomial(from: base.rate, power: power, over: try o.steps("total_iters", 5)))
  }
}
