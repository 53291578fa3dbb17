extension Schedule {
  /// A warm-up, then half a cosine wave to an end that stays.
  ///
  ///     vₜ = p (t + 1) / (w + 1)  for t < w,   then  b + (p − b) (1 + cos(π (t − w) / (n − w))) / 2
  ///
  /// - Parameters:
  ///   - peak: The value after the warm-up.
  ///   - end: The last value, which stays.
  ///   - warmup: The steps of the warm-up.
  ///   - steps: The length of the run, the warm-up included.
  /// - Returns: The schedule.
  /// - Precondition: The warm-up is shorter than the n steps, and not negative.
  public static func warmupCosine(
    peak: Double, to end: Double = 0, warmup: Int64, over steps: Int64
  ) -> Schedule {
    precondition(
      warmup >= 0 && warmup < steps,
      "Schedule.warmupCosine: expected a warm-up of 0 to \(steps - 1) steps, got \(warmup)")
    let length = steps - warmup
    let mark = ScheduleMark(.end, at: length, "the cosine", aftermath: "it stays at \(brief(end))")
    let wave = Schedule(
      "cosine from \(brief(peak)) to \(brief(end)) over \(length) steps", marks: [mark]
    ) { t in
      end + (peak - end) * halfWave(1 - Double(min(t, length)) / Double(length))
    }
    return warmup == 0 ? wave : wave.warmedUp(over: warmup)
  }
}

extension ScheduleEntry {
  static let warmupCosine = ScheduleEntry(
    "WarmupCosine", aliases: ["warmup-cosine"], options: ["warmup_steps", "total_steps", "eta_min"]
  ) { o, base throws(ScheduleError) in
    let steps = try o.horizon("total_steps")
    let warmup = try o.steps("warmup_steps", least: 0, below: steps)
    let least = try o.number("eta_min", 0, .nonNegative)
    return .init(.warmupCosine(peak: base.rate, to: least, warmup: warmup, over: steps))
  }
}
