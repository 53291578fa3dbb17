extension Schedule {
  /// Down to 0, slowly at first and fast at the end.
  ///
  ///     vₜ = v₀ (1 − x) / (1 − x / 2),   x = min(t, n) / n
  ///
  /// - Parameters:
  ///   - start: The first value.
  ///   - steps: The length of the run.
  /// - Returns: The schedule.
  /// - SeeAlso: Chen, Wolfe & Kyrillidis, *REX: Revisiting Budgeted Training with an Improved
  ///   Schedule* (MLSys 2022), equation 3.
  /// - Precondition: At least 1 step.
  public static func rex(from start: Double, over steps: Int64) -> Schedule {
    precondition(steps >= 1, "Schedule.rex: expected at least 1 step, got \(steps)")
    let end = ScheduleMark(.end, at: steps, "the REX decay", aftermath: "it stays at 0")
    return Schedule("REX from \(brief(start)) to 0 over \(steps) steps", marks: [end]) { t in
      let x = Double(min(t, steps)) / Double(steps)
      return start * (1 - x) / (1 - x / 2)
    }
  }
}

extension ScheduleEntry {
  static let rex = ScheduleEntry("REX", aliases: [], options: ["total_steps"]) {
    o, base throws(ScheduleError) in
    .init(.rex(from: base.rate, over: try o.horizon("total_steps")))
  }
}
