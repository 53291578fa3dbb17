extension Schedule {
  /// A straight line, then its end.
  ///
  ///     vₜ = a + (b − a) min(t, n) / n
  ///
  /// Behaviour: torch.optim.lr_scheduler.LinearLR, 2.15, whose factors times the rate are a and b.
  ///
  /// - Parameters:
  ///   - start: The first value.
  ///   - end: The value after that many steps, which stays.
  ///   - steps: How many.
  /// - Returns: The schedule.
  /// - Precondition: At least 1 step.
  public static func linear(
    from start: Double, to end: Double, over steps: Int64
  ) -> Schedule {
    precondition(steps >= 1, "Schedule.linear: expected at least 1 step, got \(steps)")
    let mark = ScheduleMark(.arrival, at: steps, "the end of the line")
    return Schedule("line from \(brief(start)) to \(brief(end)) over \(steps) steps", marks: [mark])
    { t in
      t >= steps ? end : start + (end - start) * Double(t) / Double(steps)
    }
  }
}

extension ScheduleEntry {
  static let linear = ScheduleEntry(
    "LinearLR", aliases: ["linear"], options: ["start_factor", "end_factor", "total_iters"]
  ) { o, base throws(ScheduleError) in
    let start = try o.number("start_factor", 1.0 / 3, .share)
    let end = try o.number("end_factor", 1, .share)
    return .init(
      .linear(
        from: base.rate * start, to: base.rate * end, over: try o.steps("total_iters", 5)))
  }
}
