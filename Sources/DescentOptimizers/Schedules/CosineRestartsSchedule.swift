extension Schedule {
  /// Half cosine waves one after another, each so many times as long as the one before.
  ///
  ///     vₜ = b + (a − b) (1 + cos(π s / nᵢ)) / 2,   s steps into the wave i,   nᵢ = n mⁱ
  ///
  /// - Parameters:
  ///   - start: a.
  ///   - end: b.
  ///   - steps: n, the length of the first wave.
  ///   - factor: m, by which each wave is longer than the one before.
  /// - Returns: The schedule.
  /// - SeeAlso: Loshchilov & Hutter, *SGDR* (ICLR 2017). Behaviour:
  ///   torch.optim.lr_scheduler.CosineAnnealingWarmRestarts, 2.15.
  /// - Precondition: At least 1 step, growing at least once.
  public static func cosineRestarts(
    from start: Double, to end: Double = 0, every steps: Int64, growing factor: Int64 = 1
  ) -> Schedule {
    precondition(
      steps >= 1 && factor >= 1,
      "Schedule.cosineRestarts: expected at least 1 step and a growth of at least 1, "
        + "got \(steps) and \(factor)")
    let mark = ScheduleMark(.arrival, at: steps, "the first restart")
    let growth = factor == 1 ? "" : ", each \(factor) times as long"
    return Schedule(
      "cosines from \(brief(start)) to \(brief(end)), restarted after \(steps) steps\(growth)",
      marks: [mark]
    ) { t in
      var (place, length) = (t, steps)
      if factor == 1 {
        place %= length
      } else {
        while place >= length {
          place -= length
          let (next, overflow) = length.multipliedReportingOverflow(by: factor)
          length = overflow ? .max : next
        }
      }
      return end + (start - end) * halfWave(1 - Double(place) / Double(length))
    }
  }
}

extension ScheduleEntry {
  static let cosineRestarts = ScheduleEntry(
    "CosineAnnealingWarmRestarts", aliases: ["restarts", "sgdr"],
    options: ["T_0", "T_mult", "eta_min"]
  ) { o, base throws(ScheduleError) in
    let steps = try o.steps("T_0")
    let factor = try o.steps("T_mult", 1)
    let least = try o.number("eta_min", 0, .nonNegative)
    return .init(.cosineRestarts(from: base.rate, to: least, every: steps, growing: factor))
  }
}
