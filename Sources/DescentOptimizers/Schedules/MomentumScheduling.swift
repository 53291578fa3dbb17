extension ConfigurableRule {
  /// What a schedule of this rule's values begins with.
  package func scheduleStart(steps: Int64?) -> ScheduleStart {
    let momentum = Self.scheduledMomentum.map { self[keyPath: $0](0) }
    return ScheduleStart(rate: learningRate(0), momentum: momentum, steps: steps)
  }

  /// The rule with these schedules.
  package func scheduled(by rates: ScheduledRates) -> Self {
    var rule = self
    rule.learningRate = rates.learningRate
    if let momentum = rates.momentum, let path = Self.scheduledMomentum {
      rule[keyPath: path] = momentum
    }
    return rule
  }
}
