import DescentTensor

/// A rule of two moments whose decay may be decoupled: what Adam's relatives have in common.
protocol MomentRule: ConfigurableOptimizer {
  /// β₁, how much of the first moment is kept.
  var beta1: Schedule { get set }
  /// β₂, how much of the second moment is kept.
  var beta2: Schedule { get set }
  /// ε.
  var epsilon: Schedule { get set }
  /// λ.
  var weightDecay: Schedule { get set }
  /// Whether λ shrinks the weights directly; else it is added to the gradient or to the step.
  var decoupledWeightDecay: Bool { get set }
  /// Whether to go up instead of down.
  var maximize: Bool { get set }
}

extension MomentRule {
  /// The options that these rules share, in torch's order, with a rule's own ones before the last.
  ///
  /// - Parameters:
  ///   - decoupling: What the library that the rule follows calls ``decoupledWeightDecay``.
  ///   - own: What the rule has besides.
  /// - Returns: The rate, the betas, ε, the decay and its coupling, the rule's own, and the direction.
  static func momentOptions(
    decoupling: String, and own: [OptimizerOption<Self>] = []
  ) -> [OptimizerOption<Self>] {
    [.number("lr", "learningRate", \.learningRate, .nonNegative)]
      + OptimizerOption.pair("betas", ("beta1", \.beta1), ("beta2", \.beta2), .belowOne)
      + [
        .number("eps", "epsilon", \.epsilon, .nonNegative),
        .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
        .flag(decoupling, "decoupledWeightDecay", \.decoupledWeightDecay),
      ] + own + [.flag("maximize", "maximize", \.maximize)]
  }
}
