/// A rule with a momentum that a cyclic schedule can move against the rate.
package protocol MomentumSchedulable {
  /// What torch's CyclicLR and OneCycleLR move: the momentum, or β₁.
  var scheduledMomentum: Schedule { get set }
}

extension Adam: MomentumSchedulable {
  package var scheduledMomentum: Schedule {
    get { beta1 }
    set { beta1 = newValue }
  }
}

extension AdamW: MomentumSchedulable {
  package var scheduledMomentum: Schedule {
    get { beta1 }
    set { beta1 = newValue }
  }
}

extension Adamax: MomentumSchedulable {
  package var scheduledMomentum: Schedule {
    get { beta1 }
    set { beta1 = newValue }
  }
}

extension NAdam: MomentumSchedulable {
  package var scheduledMomentum: Schedule {
    get { beta1 }
    set { beta1 = newValue }
  }
}

extension RAdam: MomentumSchedulable {
  package var scheduledMomentum: Schedule {
    get { beta1 }
    set { beta1 = newValue }
  }
}

extension RMSprop: MomentumSchedulable {
  package var scheduledMomentum: Schedule {
    get { momentum }
    set { momentum = newValue }
  }
}

extension SGD: MomentumSchedulable {
  package var scheduledMomentum: Schedule {
    get { momentum }
    set { momentum = newValue }
  }
}

extension ConfigurableRule {
  /// What a schedule of this rule's values begins with.
  package func scheduleStart(steps: Int64?) -> ScheduleStart {
    let momentum = (self as? any MomentumSchedulable)?.scheduledMomentum(0)
    return ScheduleStart(rate: learningRate(0), momentum: momentum, steps: steps)
  }

  /// The rule with these schedules.
  package func scheduled(by rates: ScheduledRates) -> Self {
    var rule = self
    rule.learningRate = rates.learningRate
    if let momentum = rates.momentum, var moved = rule as? any MomentumSchedulable {
      moved.scheduledMomentum = momentum
      if let known = moved as? Self { rule = known }
    }
    return rule
  }
}
