import CDescentKernels
import DescentTensor

/// Adam whose mean square moves by no more than the square that arrives, whichever way.
///
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ
///     vₜ = vₜ₋₁ − (1 − β₂) sign(vₜ₋₁ − gₜ²) gₜ²,   v₀ = v
///     θₜ = θₜ₋₁ − α m̂ₜ / (√v̂ₜ + ε),   m̂ₜ = mₜ / (1 − β₁ᵗ),   v̂ₜ = vₜ / (1 − β₂ᵗ)
///
/// Where gradients become small, Adam's v falls by a share of itself and the step grows; here v falls
/// by a share of the small square, and the step grows slowly.
///
/// - Note: The paper has no bias correction, and starts at v₀ = 0 in Algorithm 2 and at the mean of
///   squared gradients over a batch in its experiments. The corrections and v₀ = 1e-6 are those of the
///   authors' later implementation in TensorFlow Addons and of optax.
/// - Note: Here m₀ = 0, as in the paper. optax and TensorFlow Addons start m at the same 1e-6 as v, which
///   moves weights that have no gradient.
/// - Note: Here λ shrinks the weights directly unless `decoupledWeightDecay` is false; neither the paper nor
///   optax has one. optax's `eps_root`, 0 unless it is given, is left out.
/// - SeeAlso: Zaheer, Reddi, Sachan, Kale & Kumar, *Adaptive Methods for Nonconvex Optimization*
///   (NeurIPS 2018), Algorithm 2. Order of operations: optax.yogi, 0.2.8.
public struct Yogi: ConfigurableOptimizer, MomentRule, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "Yogi"

  /// Every option.
  public static let options: [OptimizerOption<Yogi>] =
    momentOptions(
      decoupling: "weight_decouple",
      and: [
        .number(
          "initial_accumulator_value", "initialAccumulatorValue", \.initialAccumulatorValue,
          .nonNegative)
      ])

  /// α.
  public var learningRate: Schedule
  /// β₁, how much of the mean gradient is kept.
  public var beta1: Schedule
  /// β₂; 1 − β₂ is the share of a squared gradient by which v moves.
  public var beta2: Schedule
  /// ε.
  public var epsilon: Schedule
  /// λ.
  public var weightDecay: Schedule
  /// Whether λ shrinks the weights directly; else it is added to the gradient.
  public var decoupledWeightDecay: Bool
  /// v₀, what the mean square starts at.
  public var initialAccumulatorValue: Double
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with the defaults of the authors' implementation.
  public init() { self.init(learningRate: 1e-2) }

  /// A rule with the defaults of the authors' implementation but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean gradient is kept.
  ///   - beta2: β₂; 1 − β₂ is the share of a squared gradient by which v moves.
  ///   - epsilon: ε.
  ///   - weightDecay: λ.
  ///   - decoupledWeightDecay: Whether λ shrinks the weights directly; else it is added to the
  ///     gradient.
  ///   - initialAccumulatorValue: v₀, what the mean square starts at.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε, λ and v₀ are at least 0; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-2, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    epsilon: Schedule = 1e-3, weightDecay: Schedule = 0, decoupledWeightDecay: Bool = true,
    initialAccumulatorValue: Double = 1e-6, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupledWeightDecay = decoupledWeightDecay
    self.initialAccumulatorValue = initialAccumulatorValue
    self.maximize = maximize
    requireValid()
  }

  /// The moments m and v.
  public var slots: [String] { ["exp_avg", "exp_avg_sq"] }

  /// 0 for m, v₀ for v.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    slot == "exp_avg"
      ? Tensor(zerosLike: parameter)
      : Tensor(
        repeating: initialAccumulatorValue, shape: parameter.shape, dtype: parameter.dtype)
  }

  /// v, which lags further behind a gradient that fades than Adam's does.
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
    let c = dk_yogi(
      sign: maximize ? -1 : 1, keep: decoupledWeightDecay ? 1 - α * λ : 1, weightDecay: λ, lr: α,
      beta1: β1, oneMinusBeta1: 1 - β1, oneMinusBeta2: 1 - β2,
      correction1: biasCorrection(β1, t), correction2: biasCorrection(β2, t),
      epsilon: epsilon(step), isCoupled: !decoupledWeightDecay && λ != 0 ? 1 : 0)
    parameter.sweep(c, dk_yogi_f32, dk_yogi_f64)
  }
}
