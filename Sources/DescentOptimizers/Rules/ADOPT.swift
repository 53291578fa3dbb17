import CDescentKernels
import DescentTensor

/// Adam that converges with any β₂: the gradient is divided before it is averaged, and by a mean
/// square that does not hold it yet.
///
///     v₁ = g₁²,   no step
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) clip(gₜ / max(√vₜ₋₁, ε), t^¼)
///     θₜ = θₜ₋₁ − α mₜ
///     vₜ = β₂ vₜ₋₁ + (1 − β₂) gₜ²
///
/// - Note: The paper clips at cₜ = (t − 1)^¼, where its first step is this one's second; here the
///   first, which does not move, is counted, as in pytorch_optimizer; optax counts from 0.
/// - Note: Here λ is added to the gradient unless `decoupledWeightDecay` is true.
/// - SeeAlso: Taniguchi et al., *ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal Rate*
///   (arXiv:2411.02853), Algorithm 2. Order of operations: pytorch_optimizer.ADOPT, 4.1.
public struct ADOPT: ConfigurableOptimizer, MomentRule, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "ADOPT"

  /// Every option.
  public static let options: [OptimizerOption<ADOPT>] =
    momentOptions(decoupling: "weight_decouple", and: [.flag("clip", "clips", \.clips)])

  /// α.
  public var learningRate: Schedule
  /// β₁, how much of the mean of divided gradients is kept.
  public var beta1: Schedule
  /// β₂, how much of the mean squared gradient is kept.
  public var beta2: Schedule
  /// ε, the least divisor.
  public var epsilon: Schedule
  /// λ.
  public var weightDecay: Schedule
  /// Whether λ shrinks the weights directly; else it is added to the gradient.
  public var decoupledWeightDecay: Bool
  /// Whether divided gradients are held between −t^¼ and t^¼.
  public var clips: Bool
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with the paper's defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with the paper's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean of divided gradients is kept.
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - epsilon: ε, the least divisor.
  ///   - weightDecay: λ.
  ///   - decoupledWeightDecay: Whether λ shrinks the weights directly; else it is added to the
  ///     gradient.
  ///   - clips: Whether divided gradients are held between −t^¼ and t^¼.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε and λ are at least 0; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.9999,
    epsilon: Schedule = 1e-6, weightDecay: Schedule = 0, decoupledWeightDecay: Bool = false,
    clips: Bool = true, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupledWeightDecay = decoupledWeightDecay
    self.clips = clips
    self.maximize = maximize
    requireValid()
  }

  /// The moments m and v.
  public var slots: [String] { ["exp_avg", "exp_avg_sq"] }

  /// v, which the next update divides by.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    SecondMoment(slot: 1, epsilon: epsilon(parameter.step))
  }

  /// Changes one parameter and its moments; the first update only makes v.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let t = Double(parameter.updates + 1)
    let (α, λ) = (learningRate(step), weightDecay(step))
    let β2 = beta2(step)
    let c = dk_adopt(
      sign: maximize ? -1 : 1, keep: decoupledWeightDecay ? 1 - λ * α : 1, weightDecay: λ, lr: α,
      oneMinusBeta1: 1 - beta1(step), beta2: β2, oneMinusBeta2: 1 - β2,
      epsilon: epsilon(step), clip: clips ? power(t, 0.25) : .infinity,
      isCoupled: !decoupledWeightDecay && λ != 0 ? 1 : 0, isFirst: parameter.updates == 0 ? 1 : 0)
    parameter.sweep(c, dk_adopt_f32, dk_adopt_f64)
  }
}
