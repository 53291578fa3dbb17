/// A rule with a momentum that a cyclic schedule can move against the rate.
package protocol MomentumSchedulable {
  /// What torch's CyclicLR and OneCycleLR move: the momentum, or β₁.
  static var scheduledMomentum: WritableKeyPath<Self, Schedule> { get }
}

extension MomentumSchedulable {
  /// The schedule of the momentum, or of β₁.
  fileprivate var scheduledMomentum: Schedule {
    get { self[keyPath: Self.scheduledMomentum] }
    set { self[keyPath: Self.scheduledMomentum] = newValue }
  }
}

extension Adam: MomentumSchedulable {
  package static var scheduledMomentum: WritableKeyPath<Adam, Schedule> { \.beta1 }
}

extension AdamW: MomentumSchedulable {
  package static var scheduledMomentum: WritableKeyPath<AdamW, Schedule> { \.beta1 }
}

extension Adamax: MomentumSchedulable {
  package static var scheduledMomentum: WritableKeyPath<Adamax, Schedule> { \.beta1 }
}

extension NAdam: MomentumSchedulable {
  package static var scheduledMomentum: WritableKeyPath<NAdam, Schedule> { \.beta1 }
}

extension RAdam: MomentumSchedulable {
  package static var scheduledMomentum: WritableKeyPath<RAdam, Schedule> { \.beta1 }
}

extension RMSprop: MomentumSchedulable {
  package static var scheduledMomentum: WritableKeyPath<RMSprop, Schedule> { \.momentum }
}

extension SGD: MomentumSchedulable {
  package static var scheduledMomentum: WritableKeyPath<SGD, Schedule> { \.momentum }
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
