import DescentTensor

/// Adam whose step is as long as the tensor it moves: for very large batches.
///
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ,   vₜ = β₂ vₜ₋₁ + (1 − β₂) gₜ²
///     rₜ = mₜ / (√vₜ + ε)
///     θₜ = θₜ₋₁ − α / (1 − β₁ᵗ) min(‖θₜ₋₁‖, clamp) / (‖rₜ‖ + ε) rₜ
///
/// in each tensor by itself; the quotient of norms is 1 where either is 0.
///
/// - Note: The paper corrects both moments' bias. Here, as in pytorch_optimizer, m's correction is in
///   the rate and v has none, which the quotient of norms cancels but for ε; the first steps are
///   longer by 1 / (1 − β₁ᵗ).
/// - Note: The paper's φ(‖θ‖) is the norm itself; here it is at most `clamp`, 10, as in
///   pytorch_optimizer; `.infinity` gives the paper's.
/// - Note: Here λ shrinks the weights before the norms are taken; with `decoupledWeightDecay` false λ θ is
///   added to r, as in the paper and optax.
/// - Note: Norms are added up in double precision, so that the last bit may differ from torch's, and
///   a gradient of 1e20 has one.
/// - SeeAlso: You et al., *Large Batch Optimization for Deep Learning* (arXiv:1904.00962),
///   Algorithm 2. Order of operations: pytorch_optimizer.Lamb, 4.1.
public struct LAMB: ConfigurableOptimizer, MomentRule {
  /// The rule's name.
  public static let name = "LAMB"

  /// Every option.
  public static let options: [OptimizerOption<LAMB>] =
    momentOptions(
      decoupling: "weight_decouple",
      and: [.number("clamp", "clamp", \.clamp, .positiveOrInfinite)])

  /// α.
  public var learningRate: Schedule
  /// β₁, how much of the mean gradient is kept.
  public var beta1: Schedule
  /// β₂, how much of the mean squared gradient is kept.
  public var beta2: Schedule
  /// ε.
  public var epsilon: Schedule
  /// λ.
  public var weightDecay: Schedule
  /// Whether λ shrinks the weights directly; else it is in the step, whose norm is taken.
  public var decoupledWeightDecay: Bool
  /// The greatest norm that counts.
  public var clamp: Double
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with the usual defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with the usual defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean gradient is kept.
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - epsilon: ε.
  ///   - weightDecay: λ.
  ///   - decoupledWeightDecay: Whether λ shrinks the weights directly; else it is in the step, whose
  ///     norm is taken.
  ///   - clamp: The greatest norm that counts.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε and λ are at least 0; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    epsilon: Schedule = 1e-6, weightDecay: Schedule = 0, decoupledWeightDecay: Bool = true,
    clamp: Double = 10, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupledWeightDecay = decoupledWeightDecay
    self.clamp = clamp
    self.maximize = maximize
    requireValid()
  }

  /// The moments m and v.
  public var slots: [String] { ["exp_avg", "exp_avg_sq"] }

  /// v, which is not corrected.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    SecondMoment(slot: 1, epsilon: epsilon(parameter.step))
  }

  /// Changes one parameter and its moments.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let (step, dtype) = (parameter.step, parameter.dtype)
    let (α, λ, ε) = (learningRate(step), weightDecay(step), epsilon(step))
    let (β1, β2) = (beta1(step), beta2(step))

    let g = maximize ? -parameter.gradient : parameter.gradient
    let m = parameter[slot: 0] * β1 + (1 - β1) * g
    let v = parameter[slot: 1] * β2 + (1 - β2) * g * g
    (parameter[slot: 0], parameter[slot: 1]) = (m, v)

    var weights = parameter.weights
    if decoupledWeightDecay && λ != 0 { weights = weights * (1 - λ * α) }
    var r = m / (v.sqrt() + ε)
    if !decoupledWeightDecay && λ != 0 { r = r + λ * weights }

    let (length, stepLength) = (min(weights.roundedNorm, clamp), r.roundedNorm)
    let stepSize = α / biasCorrection(β1, Double(parameter.updates + 1))
    let trust =
      length == 0 || stepLength == 0
      ? -stepSize
      : -dtype.rounded(
        dtype.rounded(stepSize)
          * dtype.rounded(length / dtype.rounded(stepLength + dtype.rounded(ε))))
    parameter.weights = weights + trust * r
  }
}
