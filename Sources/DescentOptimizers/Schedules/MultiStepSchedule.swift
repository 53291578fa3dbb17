import CDescentKernels

extension Schedule {
  /// A cut at each of some steps; one that is there twice cuts twice.
  ///
  ///     vₜ = v₀ γ^(number of milestones ≤ t)
  ///
  /// Behaviour: torch.optim.lr_scheduler.MultiStepLR, 2.15.
  ///
  /// - Returns: The schedule.
  /// - Note: A milestone of 0 cuts before the first step, so that v₀ is never used;
  ///   ``problems(steps:)`` says so.
  /// - Precondition: No milestone is negative.
  public static func multiStep(
    from start: Double, by factor: Double = 0.1, at milestones: [Int64]
  ) -> Schedule {
    let milestones = milestones.sorted()
    precondition(
      (milestones.first ?? 0) >= 0,
      "Schedule.multiStep: expected milestones of at least 0, got \(milestones)")
    let marks = milestones.map { ScheduleMark(.milestone, at: $0, "the cut by \(brief(factor))") }
    let list = milestones.map { "\($0)" }.joined(separator: ", ")
    return Schedule("\(brief(start)), times \(brief(factor)) at \(list)", marks: marks) { t in
      start * dk_pow_f64(factor, Double(milestones.count { $0 <= t }))
    }
  }
}

extension ScheduleEntry {
  static let multiStep = ScheduleEntry(
    "MultiStepLR", aliases: ["multistep"], options: ["milestones", "gamma"]
  ) { o, base throws(ScheduleError) in
    let milestones = try o.milestones("milestones", least: 0)
    return .init(
      .multiStep(
        from: base.rate, by: try o.number("gamma", 0.1, .nonNegative), at: milestones))
  }
}
