import CDescentKernels
import DescentTensor

/// Adam that divides by how far the gradient is from what was expected of it.
///
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ
///     sₜ = β₂ sₜ₋₁ + (1 − β₂) (gₜ − mₜ)² + ε
///     θₜ = θₜ₋₁ − α m̂ₜ / (√ŝₜ + ε),   m̂ₜ = mₜ / (1 − β₁ᵗ),   ŝₜ = sₜ / (1 − β₂ᵗ)
///
/// Where gradients agree with their mean, steps are long.
///
/// - Note: Here ε stands inside the mean too, where it adds up over the steps, as in the paper: 1e-16 here
///   does what 1e-8 does in Adam.
/// - Note: Here λ shrinks the weights directly unless `decoupledWeightDecay` is false, as in the authors'
///   later releases; the paper's algorithm has none. Rectification and AMSGrad are left out.
/// - SeeAlso: Zhuang et al., *AdaBelief Optimizer* (arXiv:2010.07468), Algorithm 2. Order of
///   operations: pytorch_optimizer.AdaBelief, 4.1.
public struct AdaBelief: ConfigurableOptimizer, MomentRule, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "AdaBelief"

  /// Every option.
  public static let options: [OptimizerOption<AdaBelief>] =
    momentOptions(decoupling: "weight_decouple")

  /// α.
  public var learningRate: Schedule
  /// β₁, how much of the mean gradient is kept.
  public var beta1: Schedule
  /// β₂, how much of the mean squared surprise is kept.
  public var beta2: Schedule
  /// ε, inside the mean and after the root.
  public var epsilon: Schedule
  /// λ.
  public var weightDecay: Schedule
  /// Whether λ shrinks the weights directly; else it is added to the gradient.
  public var decoupledWeightDecay: Bool
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with the usual defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with the usual defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean gradient is kept.
  ///   - beta2: β₂, how much of the mean squared surprise is kept.
  ///   - epsilon: ε, inside the mean and after the root.
  ///   - weightDecay: λ.
  ///   - decoupledWeightDecay: Whether λ shrinks the weights directly; else it is added to the
  ///     gradient.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε and λ are at least 0; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    epsilon: Schedule = 1e-16, weightDecay: Schedule = 0, decoupledWeightDecay: Bool = true,
    maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupledWeightDecay = decoupledWeightDecay
    self.maximize = maximize
    requireValid()
  }

  /// The mean m and the mean squared surprise s.
  public var slots: [String] { ["exp_avg", "exp_avg_var"] }

  /// s, of the surprise.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    let (step, t) = (parameter.step, Double(parameter.updates + 1))
    return SecondMoment(
      slot: 1, correction: biasCorrection(beta2(step), t).squareRoot(), epsilon: epsilon(step))
  }

  /// Changes one parameter and its moments.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let t = Double(parameter.updates + 1)
    let (α, λ) = (learningRate(step), weightDecay(step))
    let (β1, β2) = (beta1(step), beta2(step))
    let c = dk_adabelief(
      sign: maximize ? -1 : 1, keep: decoupledWeightDecay ? 1 - λ * α : 1, weightDecay: λ,
      oneMinusBeta1: 1 - β1, beta2: β2, oneMinusBeta2: 1 - β2,
      stepSize: α / biasCorrection(β1, t), root: biasCorrection(β2, t).squareRoot(),
      epsilon: epsilon(step), isCoupled: !decoupledWeightDecay && λ != 0 ? 1 : 0)
    parameter.sweep(c, dk_adabelief_f32, dk_adabelief_f64)
  }
}
