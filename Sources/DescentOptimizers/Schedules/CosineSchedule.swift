import CDescentKernels

/// Half a wave from 0 to 1: (1 − cos πx) / 2 = sin² (πx / 2), which loses no digits near 0.
func halfWave(_ x: Double) -> Double {
  let sine = dk_sin_f64(.pi / 2 * x)
  return sine * sine
}

extension Schedule {
  /// Half a cosine wave from one value to another.
  ///
  ///     vₜ = b + (a − b) (1 + cos(π t / n)) / 2
  ///
  /// - Parameters:
  ///   - start: a.
  ///   - end: b.
  ///   - steps: n.
  /// - Returns: The schedule.
  /// - Note: After n steps the wave goes on and the value rises again, as torch's does; a schedule that
  ///   stays at its end is ``warmupCosine(peak:to:warmup:over:)``.
  /// - SeeAlso: Loshchilov & Hutter, *SGDR* (ICLR 2017). Behaviour:
  ///   torch.optim.lr_scheduler.CosineAnnealingLR, 2.15.
  /// - Precondition: At least 1 step.
  public static func cosine(
    from start: Double, to end: Double = 0, over steps: Int64
  ) -> Schedule {
    precondition(steps >= 1, "Schedule.cosine: expected at least 1 step, got \(steps)")
    let mark = ScheduleMark(.end, at: steps, "the cosine", aftermath: "the rate rises again")
    return Schedule(
      "cosine from \(brief(start)) to \(brief(end)) over \(steps) steps", marks: [mark]
    ) { t in
      // The wave has a period of 2 n; an exact remainder keeps far steps exact.
      let place = t % (2 * steps)
      return end + (start - end) * halfWave(1 - Double(place) / Double(steps))
    }
  }
}

extension ScheduleEntry {
  static let cosine = ScheduleEntry(
    "CosineAnnealingLR", aliases: ["cosine"], options: ["T_max", "eta_min"]
  ) { o, base throws(ScheduleError) in
    let steps = try o.horizon("T_max")
    let least = try o.number("eta_min", 0, .nonNegative)
    return .init(.cosine(from: base.rate, to: least, over: steps))
  }
}
