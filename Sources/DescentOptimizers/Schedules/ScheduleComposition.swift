extension Schedule {
  /// The product of two schedules at every step.
  ///
  ///     .exponential(from: 0.1, by: 0.99) * .multiStep(from: 1, by: 0.3, at: [80, 130])
  ///
  /// - Note: It is what torch.optim.lr_scheduler.ChainedScheduler does to schedules that are factors
  ///   of the rate. Those that set the rate whatever it was (its cosine above 0, LambdaLR, CyclicLR,
  ///   OneCycleLR) depend there on their order; here a product is a product.
  public static func * (a: Schedule, b: Schedule) -> Schedule {
    if let x = a.constant, let y = b.constant { return Schedule(x * y) }
    return Schedule("\(a.asFactor) × \(b.asFactor)", marks: a.marks + b.marks) { a($0) * b($0) }
  }

  /// This schedule up to a step, and from there another, which begins with its own step 0.
  ///
  /// ```swift
  /// let rate = Schedule.linear(from: 0.01, to: 0.1, over: 10)
  ///   .then(.cosine(from: 0.1, to: 0, over: 90), at: 10)
  /// print(rate(0), rate(10))  // 0.01 0.1
  /// ```
  ///
  /// Behaviour: torch.optim.lr_scheduler.SequentialLR, 2.15, where `next` starts from the rate that
  /// it would start from alone.
  ///
  /// - Parameters:
  ///   - next: The other; its first step is 0 there.
  ///   - step: The step from which it is asked.
  /// - Returns: The schedule.
  /// - Precondition: The step is at least 1.
  public func then(_ next: Schedule, at step: Int64) -> Schedule {
    precondition(step >= 1, "Schedule.then: expected a step of at least 1, got \(step)")
    // A milestone of a part that begins later is not the first step's.
    let change = ScheduleMark(.milestone, at: step, "the change to \(next)")
    let (first, second) = (self, next)
    return Schedule(
      "\(first), then from step \(step) \(second)",
      marks: first.marks.map { $0.cut(at: step) } + [change]
        + second.marks.map { $0.delayed(by: step) }
    ) { $0 < step ? first($0) : second($0 - step) }
  }

  /// This schedule after a warm-up: a straight line up to its first value, then all of it.
  ///
  ///     vₜ = v₀ (s + (1 − s) t / n)  for t < n,   then the schedule's own step t − n
  ///
  /// s is the share of the first value that it begins with: 1 / (n + 1) when nil, so that no step is
  /// made with a rate of 0, and none twice with the full one.
  ///
  /// - Precondition: At least 1 step, and a share of 0 to 1.
  public func warmedUp(over steps: Int64, from share: Double? = nil) -> Schedule {
    precondition(steps >= 1, "Schedule.warmedUp: expected at least 1 step, got \(steps)")
    let share = share ?? 1 / (Double(steps) + 1)
    precondition(
      (0...1).contains(share), "Schedule.warmedUp: expected a share of 0 to 1, got \(share)")
    let (peak, rest) = (self(0), self)
    let end = ScheduleMark(.arrival, at: steps, "the end of the warm-up")
    return Schedule(
      "warm-up over \(steps) steps, then \(self)",
      marks: [end] + marks.map { $0.delayed(by: steps) }
    ) { t in
      t < steps
        ? peak * (share + (1 - share) * Double(t) / Double(steps)) : rest(t - steps)
    }
  }

  /// The description where it stands beside another.
  private var asFactor: String { description.contains(",") ? "(\(description))" : description }
}
