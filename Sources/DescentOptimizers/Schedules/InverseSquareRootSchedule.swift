extension Schedule {
  /// A warm-up to a peak, then down by the inverse square root of the step.
  ///
  ///     vₜ = p min((t + 1) / w, √(w / (t + 1)))
  ///
  /// It is ``noam(width:warmup:factor:)`` by its peak.
  ///
  /// - Parameters:
  ///   - peak: p.
  ///   - warmup: w, in steps.
  /// - Returns: The schedule.
  /// - Precondition: A warm-up of at least 1.
  public static func inverseSquareRoot(peak: Double, warmup: Int64 = 1) -> Schedule {
    precondition(
      warmup >= 1, "Schedule.inverseSquareRoot: expected a warm-up of at least 1, got \(warmup)")
    let w = Double(warmup)
    let mark = ScheduleMark(.arrival, at: warmup - 1, "the end of the warm-up")
    return Schedule(
      "warm-up to \(brief(peak)) over \(warmup) steps, then \(brief(peak)) × √(\(warmup) / t), t from 1",
      marks: warmup > 1 ? [mark] : []
    ) { step in
      let t = Double(step) + 1
      return peak * min(t / w, (w / t).squareRoot())
    }
  }
}

extension ScheduleEntry {
  static let inverseSquareRoot = ScheduleEntry(
    "InverseSquareRoot", aliases: ["rsqrt"], options: ["warmup_steps"]
  ) { o, base throws(ScheduleError) in
    .init(.inverseSquareRoot(peak: base.rate, warmup: try o.steps("warmup_steps", 1)))
  }
}
