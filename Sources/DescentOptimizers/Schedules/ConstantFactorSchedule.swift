extension Schedule {
  /// A share of the rate for some steps, then the rate.
  ///
  ///     vₜ = c v  for t < n,   v from there on
  ///
  /// Behaviour: torch.optim.lr_scheduler.ConstantLR, 2.15, with a factor of 1/3 and 5 steps.
  ///
  /// - Parameters:
  ///   - value: v.
  ///   - factor: c.
  ///   - steps: n.
  /// - Returns: The schedule.
  /// - Precondition: At least 1 step.
  public static func held(
    _ value: Double, by factor: Double = 1.0 / 3, over steps: Int64 = 5
  ) -> Schedule {
    precondition(steps >= 1, "Schedule.held: expected at least 1 step, got \(steps)")
    let end = ScheduleMark(.arrival, at: steps, "the end of the share of \(brief(factor))")
    return Schedule(
      "\(brief(value * factor)) for \(steps) steps, then \(brief(value))", marks: [end]
    ) {
      $0 < steps ? value * factor : value
    }
  }
}

extension ScheduleEntry {
  static let constant = ScheduleEntry(
    "ConstantLR", aliases: ["constant"], options: ["factor", "total_iters"]
  ) { o, base throws(ScheduleError) in
    let factor = try o.number("factor", 1.0 / 3, .share)
    return .init(.held(base.rate, by: factor, over: try o.steps("total_iters", 5)))
  }
}
