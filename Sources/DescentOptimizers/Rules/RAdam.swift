import CDescentKernels
import DescentTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Adam whose adaptive step is held back until its variance is small.
///
///     gₜ = ∇f(θₜ₋₁) + λ θₜ₋₁
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ,   m̂ₜ = mₜ / (1 − β₁ᵗ)
///     vₜ = β₂ vₜ₋₁ + (1 − β₂) gₜ²
///     ρₜ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ),   ρ∞ = 2 / (1 − β₂) − 1
///     rₜ = √((ρₜ − 4)(ρₜ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρₜ))
///     θₜ = θₜ₋₁ − α rₜ m̂ₜ √(1 − β₂ᵗ) / (√vₜ + ε)     where ρₜ > 5,   else   θₜ₋₁ − α m̂ₜ
///
/// With `decoupledWeightDecay`, λ shrinks the weights by α λ instead. For β₂ = 0.999 the first five
/// steps are not adaptive.
///
/// - Note: The paper rectifies from ρₜ > 4 on, torch from 5. ε is added before the bias correction,
///   unlike in ``Adam``; the paper has none.
/// - SeeAlso: Liu, Jiang, He, Chen, Liu, Gao & Han, *On the Variance of the Adaptive Learning Rate and
///   Beyond* (arXiv:1908.03265), Algorithm 2. Order of operations: torch.optim.RAdam, 2.15.
public struct RAdam: ConfigurableOptimizer, MomentRule, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "RAdam"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<RAdam>] =
    momentOptions(decoupling: "decoupled_weight_decay")
    + OptimizerOption.torchImplementationChoices

  /// α.
  public var learningRate: Schedule
  /// β₁, how much of the mean gradient is kept.
  public var beta1: Schedule
  /// β₂, how much of the mean squared gradient is kept.
  public var beta2: Schedule
  /// ε.
  public var epsilon: Schedule
  /// λ, added to the gradient.
  public var weightDecay: Schedule
  /// Whether λ shrinks the weights directly instead.
  public var decoupledWeightDecay: Bool
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// β₁.
  public static var scheduledMomentum: WritableKeyPath<RAdam, Schedule>? { \.beta1 }

  /// A rule with torch's defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean gradient is kept.
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - epsilon: ε.
  ///   - weightDecay: λ, added to the gradient.
  ///   - decoupledWeightDecay: Whether λ shrinks the weights directly instead.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε and λ are at least 0; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    epsilon: Schedule = 1e-8, weightDecay: Schedule = 0, decoupledWeightDecay: Bool = false,
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

  /// The moments m and v, by torch's names.
  public var slots: [String] { ["exp_avg", "exp_avg_sq"] }

  /// v; its ε stands beside √v, before the correction.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    let (step, t) = (parameter.step, Double(parameter.updates + 1))
    let root = biasCorrection(beta2(step), t).squareRoot()
    return SecondMoment(slot: 1, correction: root, epsilon: epsilon(step) / root)
  }

  /// Changes one parameter and its moments.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let t = Double(parameter.updates + 1)
    let (α, λ) = (learningRate(step), weightDecay(step))
    let (β1, β2) = (beta1(step), beta2(step))
    let correction2 = 1 - pow(β2, t)
    let limit = 2 / (1 - β2) - 1
    let length = limit - 2 * t * pow(β2, t) / correction2
    let isRectified = length > 5
    let rectification =
      (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)
    let c = dk_radam(
      sign: maximize ? -1 : 1,
      keep: decoupledWeightDecay ? 1 - α * λ : 1,
      weightDecay: λ,
      oneMinusBeta1: 1 - β1, beta2: β2, oneMinusBeta2: 1 - β2,
      correction1: 1 - pow(β1, t), lr: α,
      // torch takes these roots by `** 0.5`, which is the C library's pow.
      root: pow(correction2, 0.5), epsilon: epsilon(step),
      rectification: isRectified ? pow(rectification, 0.5) : 1,
      isCoupled: !decoupledWeightDecay && λ != 0 ? 1 : 0, isRectified: isRectified ? 1 : 0)
    parameter.sweep(c, dk_radam_f32, dk_radam_f64)
  }
}
