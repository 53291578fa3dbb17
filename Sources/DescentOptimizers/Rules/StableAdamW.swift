import DescentTensor

/// AdamW that holds a whole tensor back where its gradient outgrows the mean square.
///
///     mₜ = β̂₁ mₜ₋₁ + (1 − β̂₁) gₜ,   vₜ = β̂₂ vₜ₋₁ + (1 − β̂₂) gₜ²,   β̂ = β (1 − βᵗ⁻¹) / (1 − βᵗ)
///     RMSₜ = √mean(gₜ² / max(vₜ, ε²)),   ηₜ = α / max(1, RMSₜ)
///     θₜ = (1 − ηₜ λ) θₜ₋₁ − ηₜ mₜ / (√vₜ + ε)
///
/// The β̂ correct the bias of the moments as they are made. A spike of the loss follows a v that lags
/// behind the gradient: RMS sees it, and the step shrinks that once.
///
/// - Note: The mean is over one tensor, and in the order of this package's sums, so that the last bit
///   of RMS may differ from torch's.
/// - SeeAlso: Wortsman et al., *Stable and Low-Precision Training for Large-Scale Vision-Language
///   Models* (arXiv:2304.13013), Algorithm 2. Order of operations: pytorch_optimizer.StableAdamW, 4.1.
public struct StableAdamW: ConfigurableOptimizer, MomentRule {
  /// The rule's name.
  public static let name = "StableAdamW"

  /// Every option.
  public static let options: [OptimizerOption<StableAdamW>] =
    momentOptions(decoupling: "weight_decouple")

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
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - epsilon: ε.
  ///   - weightDecay: λ.
  ///   - decoupledWeightDecay: Whether λ shrinks the weights directly; else it is added to the
  ///     gradient.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε and λ are at least 0; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.99,
    epsilon: Schedule = 1e-8, weightDecay: Schedule = 1e-2, decoupledWeightDecay: Bool = true,
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

  /// The moments m and v.
  public var slots: [String] { ["exp_avg", "exp_avg_sq"] }

  /// β (1 − βᵗ⁻¹) / (1 − βᵗ), as it is written in the library.
  private func debiased(_ β: Double, _ t: Double) -> Double {
    let βt = power(β, t)
    return (βt - β) / (βt - 1)
  }

  /// v, whose β is such that it needs no correction.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    SecondMoment(slot: 1, epsilon: epsilon(parameter.step))
  }

  /// Changes one parameter and its moments.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let (step, dtype) = (parameter.step, parameter.dtype)
    let t = Double(parameter.updates + 1)
    let (ε, λ) = (epsilon(step), weightDecay(step))
    let (β1, β2) = (debiased(beta1(step), t), debiased(beta2(step), t))

    var g = maximize ? -parameter.gradient : parameter.gradient
    if !decoupledWeightDecay && λ != 0 { g = g + λ * parameter.weights }
    let m = lerp(parameter[slot: 0], g, 1 - β1)
    let v = parameter[slot: 1] * β2 + (1 - β2) * g * g
    (parameter[slot: 0], parameter[slot: 1]) = (m, v)

    let ratios = g.squared() / v.clamped(from: power(ε, 2))
    let rms = max(ratios.mean().sqrt().scalar, 1)
    let η = dtype.rounded(dtype.rounded(1 / rms) * dtype.rounded(learningRate(step)))
    var weights = parameter.weights
    if decoupledWeightDecay && λ != 0 {
      weights = weights * (1 - dtype.rounded(dtype.rounded(λ) * η))
    }
    parameter.weights = weights + m / ((v.sqrt() + ε) / -η)
  }
}
