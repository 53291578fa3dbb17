import CDescentKernels
import DescentTensor

/// Evolved sign momentum: every weight moves by exactly the learning rate.
///
///     cₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ
///     θₜ = θₜ₋₁ − α (sign cₜ + λ θₜ₋₁)
///     mₜ = β₂ mₜ₋₁ + (1 − β₂) gₜ
///
/// The step is of a mix that is nearer to the gradient than the momentum that is kept: β₁ < β₂. The
/// paper takes a rate 3 to 10 times smaller than Adam's, and as many times more λ.
///
/// - Note: Here β₂ is 0.99, as in the paper; some libraries take 0.999, which is Adam's.
/// - Note: A gradient that is not a number makes the weight not a number; the sign of torch makes it
///   a step of 0, which hides it.
/// - SeeAlso: Chen et al., *Symbolic Discovery of Optimization Algorithms* (arXiv:2302.06675),
///   Algorithm 2. Order of operations: pytorch_optimizer.Lion, 4.1.
public struct Lion: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "Lion"

  /// Every option.
  public static let options: [OptimizerOption<Lion>] =
    [.number("lr", "learningRate", \.learningRate, .nonNegative)]
    + OptimizerOption.pair("betas", ("beta1", \.beta1), ("beta2", \.beta2), .belowOne)
    + [
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .flag("maximize", "maximize", \.maximize),
    ]

  /// α, by which every weight moves.
  public var learningRate: Schedule
  /// β₁, how much of the momentum is in the step.
  public var beta1: Schedule
  /// β₂, how much of the momentum is kept.
  public var beta2: Schedule
  /// λ, by which the weights shrink; it is multiplied by the rate.
  public var weightDecay: Schedule
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with the usual defaults.
  public init() { self.init(learningRate: 1e-4) }

  /// A rule with the usual defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α, by which every weight moves.
  ///   - beta1: β₁, how much of the momentum is in the step.
  ///   - beta2: β₂, how much of the momentum is kept.
  ///   - weightDecay: λ, by which the weights shrink; it is multiplied by the rate.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate and λ are at least 0; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-4, beta1: Schedule = 0.9, beta2: Schedule = 0.99,
    weightDecay: Schedule = 0, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.weightDecay = weightDecay
    self.maximize = maximize
    requireValid()
  }

  /// The momentum m.
  public var slots: [String] { ["exp_avg"] }

  /// Changes one parameter and its momentum.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let α = learningRate(step)
    let c = dk_lion(
      sign: maximize ? -1 : 1, keep: 1 - weightDecay(step) * α, lr: α,
      oneMinusBeta1: 1 - beta1(step), oneMinusBeta2: 1 - beta2(step))
    parameter.sweep(c, dk_lion_f32, dk_lion_f64)
  }
}
