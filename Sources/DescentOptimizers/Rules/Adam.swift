import CDescentKernels
import DescentTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Adaptive moment estimation.
///
///     gₜ = ∇f(θₜ₋₁) + λ θₜ₋₁
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ
///     vₜ = β₂ vₜ₋₁ + (1 − β₂) gₜ²
///     θₜ = θₜ₋₁ − α m̂ₜ / (√v̂ₜ + ε),   m̂ₜ = mₜ / (1 − β₁ᵗ),   v̂ₜ = vₜ / (1 − β₂ᵗ)
///
/// With `amsgrad`, v̂ₜ is the greatest of v₁ … vₜ, divided by 1 − β₂ᵗ.
///
/// On a quadratic with a constant preconditioner P = diag(√v̂ + ε) it is stable while
/// α λ₁(P⁻¹H) < (2 + 2β₁) / (1 − β₁): 38 for β₁ = 0.9. Near a minimum v decays, P shrinks, and that
/// bound is crossed: ε, `amsgrad` or a decaying α hold it off.
///
/// - Note: Here λ is added to the gradient, as in torch's Adam; ``AdamW`` takes it out of the moments.
/// - Note: The AMSGrad of torch takes the maximum before the bias correction, and so does this.
/// - SeeAlso: Kingma & Ba, *Adam: A Method for Stochastic Optimization* (arXiv:1412.6980),
///   Algorithm 1; Reddi, Kale & Kumar, *On the Convergence of Adam and Beyond* (ICLR 2018),
///   Algorithm 2. Order of operations: torch.optim.Adam, 2.15.
public struct Adam: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "Adam"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<Adam>] =
    sharedOptions + [
      .flag("decoupled_weight_decay", "decoupledWeightDecay", \.decoupledWeightDecay)
    ]

  /// The options that ``AdamW`` has too.
  static let sharedOptions: [OptimizerOption<Adam>] =
    [.number("lr", "learningRate", \.learningRate, .nonNegative)]
    + OptimizerOption.pair("betas", ("beta1", \.beta1), ("beta2", \.beta2), .belowOne)
    + [
      .number("eps", "epsilon", \.epsilon, .nonNegative),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .flag("amsgrad", "amsgrad", \.amsgrad),
      .choice(
        "epsilon_placement", "epsilonPlacement", \.epsilonPlacement, report: .whenChanged),
      .flag("maximize", "maximize", \.maximize),
    ] + OptimizerOption.torchImplementationChoices

  /// Where ε is added.
  public enum EpsilonPlacement: String, Sendable, Hashable, CaseIterable {
    /// √v̂ + ε with the corrected v̂, as in the paper's Algorithm 1, torch and optax.
    case afterCorrection
    /// √v + ε with the uncorrected v, and α √(1 − β₂ᵗ) / (1 − β₁ᵗ) for the rate: the paper's
    /// efficient form, TensorFlow's and Keras's. It acts as an ε of ε / √(1 − β₂ᵗ) in the other.
    case beforeCorrection
  }

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
  /// Whether λ shrinks the weights directly instead, which makes this ``AdamW``.
  public var decoupledWeightDecay: Bool
  /// Whether v never decreases.
  ///
  /// It must not change during a run.
  public var amsgrad: Bool
  /// Where ε is added.
  public var epsilonPlacement: EpsilonPlacement
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// β₁.
  public static var scheduledMomentum: WritableKeyPath<Adam, Schedule>? { \.beta1 }

  /// A rule with torch's defaults, which are the paper's.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with torch's defaults, which are the paper's, but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean gradient is kept.
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - epsilon: ε.
  ///   - weightDecay: λ, added to the gradient.
  ///   - amsgrad: Whether v never decreases.
  ///   - epsilonPlacement: Where ε is added.
  ///   - maximize: Whether to go up instead of down.
  ///   - decoupledWeightDecay: Whether λ shrinks the weights directly instead, which makes this
  ///     ``AdamW``.
  /// - Precondition: The rate, ε and λ are at least 0; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    epsilon: Schedule = 1e-8, weightDecay: Schedule = 0, amsgrad: Bool = false,
    epsilonPlacement: EpsilonPlacement = .afterCorrection, maximize: Bool = false,
    decoupledWeightDecay: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.amsgrad = amsgrad
    self.epsilonPlacement = epsilonPlacement
    self.maximize = maximize
    self.decoupledWeightDecay = decoupledWeightDecay
    requireValid()
  }

  /// The moments m and v, by torch's names; with `amsgrad` the greatest v too.
  public var slots: [String] {
    amsgrad ? Adam.threeSlots : Adam.twoSlots
  }

  // Made once: a state asks at every step, and the same array is equal at a glance.
  private static let twoSlots = ["exp_avg", "exp_avg_sq"]
  private static let threeSlots = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"]

  /// v, or with `amsgrad` the greatest v.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    let (step, t) = (parameter.step, Double(parameter.updates + 1))
    let root = dk_power(1 - dk_power(beta2(step), t), 0.5)
    let ε = epsilon(step)
    return SecondMoment(
      slot: amsgrad ? 2 : 1, correction: root,
      epsilon: epsilonPlacement == .afterCorrection ? ε : ε / root)
  }

  /// Changes one parameter and its moments.
  @inline(__always)
  public func update(_ parameter: borrowing ParameterUpdate) {
    let c = parameter.coefficients { coefficients(parameter.step, parameter.updates) }
    // Its kernel sees the corrected root only where ε is added to that.
    if let measurement = parameter.measurement, epsilonPlacement == .afterCorrection {
      return parameter.sweepMeasuring(measurement, c, dk_adam_measured_f32, dk_adam_measured_f64)
    }
    parameter.sweep(c, dk_adam_f32, dk_adam_f64)
  }

  @inline(__always)
  private func coefficients(_ step: Int64, _ updates: Int64) -> dk_adam {
    let t = Double(updates + 1)
    let (α, λ) = (learningRate(step), weightDecay(step))
    let (β1, β2) = (beta1(step), beta2(step))
    let correction1 = 1 - dk_power(β1, t)
    // torch takes this root by `** 0.5`, which is the C library's pow.
    let root = dk_power(1 - dk_power(β2, t), 0.5)
    let isAfter = epsilonPlacement == .afterCorrection
    return dk_adam(
      sign: maximize ? -1 : 1,
      keep: decoupledWeightDecay ? 1 - α * λ : 1,
      weightDecay: λ,
      oneMinusBeta1: 1 - β1, beta2: β2, oneMinusBeta2: 1 - β2,
      stepSize: isAfter ? α / correction1 : α * root / correction1,
      root: isAfter ? root : 1,
      epsilon: epsilon(step),
      isCoupled: !decoupledWeightDecay && λ != 0 ? 1 : 0, amsgrad: amsgrad ? 1 : 0)
  }
}
