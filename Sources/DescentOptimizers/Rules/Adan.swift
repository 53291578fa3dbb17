import CDescentKernels
import DescentTensor

/// Adaptive Nesterov momentum, which sees ahead by the difference of two gradients.
///
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ
///     dₜ = β₂ dₜ₋₁ + (1 − β₂) (gₜ − gₜ₋₁)
///     nₜ = β₃ nₜ₋₁ + (1 − β₃) (gₜ + β₂ (gₜ − gₜ₋₁))²
///     θₜ = (θₜ₋₁ − α (m̂ₜ + β₂ d̂ₜ) / (√n̂ₜ + ε)) / (1 + λ α)
///
/// where a hat divides by 1 − βᵗ, and g₀ = g₁.
///
/// - Note: The paper's β are 1 less these, which are the ones that the authors' code takes. The paper
///   has no bias correction; the authors' code and this have.
/// - Note: With `decoupledWeightDecay` the weights are multiplied by 1 − α λ first, as in AdamW,
///   instead of divided at the end.
/// - SeeAlso: Xie et al., *Adan: Adaptive Nesterov Momentum Algorithm* (arXiv:2208.06677),
///   Algorithm 1. Order of operations: pytorch_optimizer.Adan, 4.1.
public struct Adan: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "Adan"

  /// Every option.
  public static let options: [OptimizerOption<Adan>] =
    [.number("lr", "learningRate", \.learningRate, .nonNegative)]
    + OptimizerOption.triple(
      "betas", [("beta1", \.beta1), ("beta2", \.beta2), ("beta3", \.beta3)], .belowOne)
    + [
      .number("eps", "epsilon", \.epsilon, .nonNegative),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .flag("weight_decouple", "decoupledWeightDecay", \.decoupledWeightDecay),
      .flag("maximize", "maximize", \.maximize),
    ]

  /// α.
  public var learningRate: Schedule
  /// β₁, how much of the mean gradient is kept.
  public var beta1: Schedule
  /// β₂, how much of the mean difference is kept.
  public var beta2: Schedule
  /// β₃, how much of the mean square is kept.
  public var beta3: Schedule
  /// ε.
  public var epsilon: Schedule
  /// λ, which always leaves the moments alone.
  public var weightDecay: Schedule
  /// Whether λ shrinks the weights before the step by a product; else after it by a quotient.
  public var decoupledWeightDecay: Bool
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with the authors' defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with the authors' defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean gradient is kept.
  ///   - beta2: β₂, how much of the mean difference is kept.
  ///   - beta3: β₃, how much of the mean square is kept.
  ///   - epsilon: ε.
  ///   - weightDecay: λ, which always leaves the moments alone.
  ///   - decoupledWeightDecay: Whether λ shrinks the weights before the step by a product; else after
  ///     it by a quotient.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε and λ are at least 0; β₁, β₂ and β₃ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-3, beta1: Schedule = 0.98, beta2: Schedule = 0.92,
    beta3: Schedule = 0.99, epsilon: Schedule = 1e-8, weightDecay: Schedule = 0,
    decoupledWeightDecay: Bool = false, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.beta3 = beta3
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupledWeightDecay = decoupledWeightDecay
    self.maximize = maximize
    requireValid()
  }

  /// The means m, d and n, and the gradient before.
  public var slots: [String] { ["exp_avg", "exp_avg_diff", "exp_avg_sq", "previous_grad"] }

  /// v, of the gradient and its change.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    let (step, t) = (parameter.step, Double(parameter.updates + 1))
    return SecondMoment(
      slot: 2, correction: biasCorrection(beta3(step), t).squareRoot(), epsilon: epsilon(step))
  }

  /// Changes one parameter and its buffers.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let t = Double(parameter.updates + 1)
    let (α, λ) = (learningRate(step), weightDecay(step))
    let (β1, β2, β3) = (beta1(step), beta2(step), beta3(step))
    let c = dk_adan(
      sign: maximize ? -1 : 1,
      keep: decoupledWeightDecay ? 1 - α * λ : 1, shrink: decoupledWeightDecay ? 1 : 1 + α * λ,
      oneMinusBeta1: 1 - β1, beta2: β2, oneMinusBeta2: 1 - β2, beta3: β3, oneMinusBeta3: 1 - β3,
      stepSize: α / biasCorrection(β1, t), differenceStep: α * β2 / biasCorrection(β2, t),
      root: biasCorrection(β3, t).squareRoot(), epsilon: epsilon(step),
      isFirst: parameter.updates == 0 ? 1 : 0)
    parameter.sweep(c, dk_adan_f32, dk_adan_f64)
  }
}
