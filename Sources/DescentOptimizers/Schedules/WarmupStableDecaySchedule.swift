extension Schedule {
  /// How ``warmupStableDecay(peak:to:warmup:decay:over:shape:)`` comes down.
  public enum DecayShape: String, Sendable, Hashable, CaseIterable {
    /// Along a straight line.
    case linear
    /// By 1 − √x, steep first.
    case squareRoot = "sqrt"
  }

  /// A warm-up, a long stretch at the peak, and a decay over the last steps.
  ///
  ///     vₜ = p (t + 1) / (w + 1)  for t < w,   p  up to n − d,   then  p + (b − p) x  or
  ///     p + (b − p) √x,   x = (t − (n − d)) / d
  ///
  /// - Parameters:
  ///   - peak: The value in the middle.
  ///   - end: The last value.
  ///   - warmup: The steps of the warm-up.
  ///   - decay: The steps of the decay.
  ///   - steps: The length of the run.
  ///   - shape: Along what curve it decays.
  /// - Returns: The schedule.
  /// - SeeAlso: Hu et al., *MiniCPM* (2024); the root: Hägele et al., *Scaling Laws and
  ///   Compute-Optimal Training Beyond Fixed Training Durations* (NeurIPS 2024).
  /// - Precondition: Warm-up and decay are not negative, and no longer than all steps together.
  public static func warmupStableDecay(
    peak: Double, to end: Double = 0, warmup: Int64, decay: Int64, over steps: Int64,
    shape: DecayShape = .linear
  ) -> Schedule {
    precondition(
      warmup >= 0 && decay >= 0 && warmup <= steps && decay <= steps - warmup,
      "Schedule.warmupStableDecay: \(warmup) steps up and \(decay) down do not fit \(steps)")
    let down = ScheduleMark(.milestone, at: steps - decay, "the decay")
    let over = ScheduleMark(
      .end, at: steps, "the decay", aftermath: "it stays at \(brief(decay > 0 ? end : peak))")
    var marks = [over]
    if decay > 0 { marks.insert(down, at: 0) }
    return Schedule(
      "warm-up over \(warmup) steps, \(brief(peak)) to step \(steps - decay), then to \(brief(end)) at \(steps)",
      marks: marks
    ) { t in
      if t < warmup { return peak * Double(t + 1) / Double(warmup + 1) }
      guard t > steps - decay else { return peak }
      let x = Double(min(t, steps) - (steps - decay)) / Double(decay)
      return peak + (end - peak) * (shape == .linear ? x : x.squareRoot())
    }
  }
}

extension ScheduleEntry {
  static let warmupStableDecay = ScheduleEntry(
    "WarmupStableDecay", aliases: ["wsd"],
    options: ["warmup_steps", "decay_steps", "total_steps", "eta_min", "shape"]
  ) { o, base throws(ScheduleError) in
    let steps = try o.horizon("total_steps")
    let warmup = try o.steps("warmup_steps", least: 0, below: steps)
    let decay = try o.steps("decay_steps", least: 0, below: steps - warmup + 1)
    let least = try o.number("eta_min", 0, .nonNegative)
    let shape = Schedule.DecayShape(
      rawValue: try o.choice("shape", Schedule.DecayShape.allCases.map(\.rawValue)))
    return .init(
      .warmupStableDecay(
        peak: base.rate, to: least, warmup: warmup, decay: decay, over: steps,
        shape: shape ?? .linear))
  }
}
