import CDescentKernels

extension Schedule {
  /// The same factor at every step.
  ///
  ///     vₜ = v₀ γᵗ
  ///
  /// Behaviour: torch.optim.lr_scheduler.ExponentialLR, 2.15.
  ///
  /// - Parameters:
  ///   - start: v₀.
  ///   - factor: γ.
  /// - Returns: The schedule.
  public static func exponential(from start: Double, by factor: Double) -> Schedule {
    Schedule("\(brief(start)) × \(brief(factor)) ^ step") { start * dk_pow_f64(factor, Double($0)) }
  }
}

extension ScheduleEntry {
  static let exponential = ScheduleEntry(
    "ExponentialLR", aliases: ["exponential", "exp"], options: ["gamma"]
  ) { o, base throws(ScheduleError) in
    .init(.exponential(from: base.rate, by: try o.number("gamma", nil, .nonNegative)))
  }
}
