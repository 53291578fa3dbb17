import CDescentKernels
import DescentTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Adam with Nesterov's look ahead, and a momentum that grows to β₁.
///
///     gₜ = ∇f(θₜ₋₁) + λ θₜ₋₁
///     μₜ = β₁ (1 − ½ 0.96^(t ψ)),   Pₜ = μ₁ μ₂ … μₜ
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ
///     vₜ = β₂ vₜ₋₁ + (1 − β₂) gₜ²
///     m̂ₜ = μₜ₊₁ mₜ / (1 − Pₜ μₜ₊₁) + (1 − μₜ) gₜ / (1 − Pₜ)
///     θₜ = θₜ₋₁ − α m̂ₜ / (√v̂ₜ + ε),   v̂ₜ = vₜ / (1 − β₂ᵗ)
///
/// With `decoupledWeightDecay`, λ shrinks the weights by α λ instead.
///
/// - Note: Pₜ is a `float32` number whatever the parameter's type, as in torch. optax's rule of this
///   name has no growing momentum.
/// - SeeAlso: Dozat, *Incorporating Nesterov Momentum into Adam* (ICLR 2016 workshop), Algorithm 2,
///   whose ψ is 1/250. Order of operations: torch.optim.NAdam, 2.15.
public struct NAdam: ConfigurableOptimizer, SweepingOptimizer {
  /// The rule's name.
  public static let name = "NAdam"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<NAdam>] =
    [.number("lr", "learningRate", \.learningRate, .nonNegative)]
    + OptimizerOption.pair("betas", ("beta1", \.beta1), ("beta2", \.beta2), .belowOne)
    + [
      .number("eps", "epsilon", \.epsilon, .nonNegative),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .number("momentum_decay", "momentumDecay", \.momentumDecay, .nonNegative),
      .flag("decoupled_weight_decay", "decoupledWeightDecay", \.decoupledWeightDecay),
      .flag("maximize", "maximize", \.maximize),
    ] + OptimizerOption.torchImplementationChoices

  /// α.
  public var learningRate: Schedule
  /// β₁, how much of the mean gradient is kept, and the limit of the momentum.
  public var beta1: Schedule
  /// β₂, how much of the mean squared gradient is kept.
  public var beta2: Schedule
  /// ε.
  public var epsilon: Schedule
  /// λ, added to the gradient.
  public var weightDecay: Schedule
  /// ψ, how fast the momentum grows.
  public var momentumDecay: Schedule
  /// Whether λ shrinks the weights directly instead.
  public var decoupledWeightDecay: Bool
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// β₁.
  public static var scheduledMomentum: WritableKeyPath<NAdam, Schedule>? { \.beta1 }

  /// A rule with torch's defaults.
  public init() { self.init(learningRate: 2e-3) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean gradient is kept, and the limit of the momentum.
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - epsilon: ε.
  ///   - weightDecay: λ, added to the gradient.
  ///   - momentumDecay: ψ, how fast the momentum grows.
  ///   - decoupledWeightDecay: Whether λ shrinks the weights directly instead.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε, λ and ψ are at least 0; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 2e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    epsilon: Schedule = 1e-8, weightDecay: Schedule = 0, momentumDecay: Schedule = 4e-3,
    decoupledWeightDecay: Bool = false, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.momentumDecay = momentumDecay
    self.decoupledWeightDecay = decoupledWeightDecay
    self.maximize = maximize
    requireValid()
  }

  /// The moments m and v and the product P, by torch's names.
  public var slots: [String] { ["exp_avg", "exp_avg_sq", "mu_product"] }

  /// Zeros, and a product of 1.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    slot == "mu_product" ? Tensor(1, dtype: .float32) : Tensor(zerosLike: parameter)
  }

  /// v.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    let (step, t) = (parameter.step, Double(parameter.updates + 1))
    return SecondMoment(
      slot: 1, correction: biasCorrection(beta2(step), t).squareRoot(), epsilon: epsilon(step))
  }

  /// Changes one parameter, its moments and its product.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let t = Double(parameter.updates + 1)
    let (α, λ, ψ) = (learningRate(step), weightDecay(step), momentumDecay(step))
    let (β1, β2) = (beta1(step), beta2(step))
    let μ = β1 * (1 - 0.5 * pow(0.96, t * ψ))
    let next = β1 * (1 - 0.5 * pow(0.96, (t + 1) * ψ))
    parameter[numberInSlot: 2] *= Float(μ)
    let product = Double(parameter[numberInSlot: 2])
    let c = dk_nadam(
      sign: maximize ? -1 : 1,
      keep: decoupledWeightDecay ? 1 - α * λ : 1,
      weightDecay: λ,
      oneMinusBeta1: 1 - β1, beta2: β2, oneMinusBeta2: 1 - β2,
      correction2: 1 - pow(β2, t), epsilon: epsilon(step),
      gradientStep: α * (1 - μ) / (1 - product),
      momentStep: α * next / (1 - product * next),
      isCoupled: !decoupledWeightDecay && λ != 0 ? 1 : 0)
    parameter.sweep(c, dk_nadam_f32, dk_nadam_f64)
  }
}
