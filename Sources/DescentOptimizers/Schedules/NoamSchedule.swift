extension Schedule {
  /// The Transformer's own: a warm-up, then the inverse square root of the step.
  ///
  ///     vₜ = c d^(−1/2) min((t + 1)^(−1/2), (t + 1) w^(−3/2))
  ///
  /// - Parameters:
  ///   - width: The model's width.
  ///   - warmup: The steps of the warm-up.
  ///   - factor: Multiplies the rate.
  /// - Returns: The schedule.
  /// - SeeAlso: Vaswani et al., *Attention Is All You Need* (NeurIPS 2017), equation 3, whose steps
  ///   count from 1.
  /// - Precondition: A width and a warm-up of at least 1.
  public static func noam(width: Int64, warmup: Int64, factor: Double = 1) -> Schedule {
    precondition(
      width >= 1 && warmup >= 1,
      "Schedule.noam: expected a width and a warm-up of at least 1, got \(width) and \(warmup)")
    let (d, w) = (Double(width), Double(warmup))
    let peak = ScheduleMark(.arrival, at: warmup - 1, "the end of the warm-up")
    return Schedule(
      "\(brief(factor)) / √\(width) × min(1 / √t, t / \(warmup)^1.5), t from 1",
      marks: warmup > 1 ? [peak] : []
    ) { step in
      let t = Double(step) + 1
      return factor / d.squareRoot() * min(1 / t.squareRoot(), t / (w * w.squareRoot()))
    }
  }
}

extension ScheduleEntry {
  static let noam = ScheduleEntry(
    "Noam", aliases: [], options: ["model_size", "warmup_steps", "factor"]
  ) { o, base throws(ScheduleError) in
    let (width, warmup) = (try o.steps("model_size"), try o.steps("warmup_steps"))
    let factor = try o.number("factor", 1, .nonNegative)
    return .init(.noam(width: width, warmup: warmup, factor: factor))
  }
}
