import CDescentKernels
import DescentTensor

/// Adam without ε: the arctangent of a quotient in place of the quotient.
///
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ
///     vₜ = β₂ vₜ₋₁ + (1 − β₂) gₜ²
///     θₜ = (1 − α λ) θₜ₋₁ − α a atan2(m̂ₜ, b √v̂ₜ)
///
/// The step does not change when all gradients are multiplied by a number, however small, and is
/// never longer than α a π / 2; a zero gradient on zero moments makes no step.
///
/// - Note: The paper leaves a and b open and reports 1 and 1; a = 1.27 makes the step 1 where the
///   quotient is 1, as in the library below.
/// - Note: atan2 is this package's own, the same on every processor, within 1.5 ulp; the C library's
///   differs from it, and so may the step, by about as much.
/// - SeeAlso: Everett et al., *Scaling Exponents Across Parameterizations and Optimizers*
///   (arXiv:2407.05872), Section 4. Order of operations: adam-atan2-pytorch, 0.4.1.
public struct AdamAtan2: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "AdamAtan2"

  /// Every option.
  public static let options: [OptimizerOption<AdamAtan2>] =
    [.number("lr", "learningRate", \.learningRate, .nonNegative)]
    + OptimizerOption.pair("betas", ("beta1", \.beta1), ("beta2", \.beta2), .belowOne)
    + [
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .number("a", "amplitude", \.amplitude, .nonNegative),
      .number("b", "spread", \.spread, .positive),
      .flag("maximize", "maximize", \.maximize),
    ]

  /// α.
  public var learningRate: Schedule
  /// β₁, how much of the mean gradient is kept.
  public var beta1: Schedule
  /// β₂, how much of the mean squared gradient is kept.
  public var beta2: Schedule
  /// λ, by which the weights shrink; it is multiplied by the rate.
  public var weightDecay: Schedule
  /// a, by which the arctangent is multiplied.
  public var amplitude: Schedule
  /// b, by which √v̂ is multiplied.
  public var spread: Schedule
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with the usual defaults.
  public init() { self.init(learningRate: 1e-4) }

  /// A rule with the usual defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean gradient is kept.
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - weightDecay: λ, by which the weights shrink; it is multiplied by the rate.
  ///   - amplitude: a, by which the arctangent is multiplied.
  ///   - spread: b, by which √v̂ is multiplied.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, λ and a are at least 0, b is above 0; β₁ and β₂ are at least 0 and
  ///   below 1.
  public init(
    learningRate: Schedule = 1e-4, beta1: Schedule = 0.9, beta2: Schedule = 0.99,
    weightDecay: Schedule = 0, amplitude: Schedule = 1.27, spread: Schedule = 1,
    maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.weightDecay = weightDecay
    self.amplitude = amplitude
    self.spread = spread
    self.maximize = maximize
    requireValid()
  }

  /// The moments m and v.
  public var slots: [String] { ["exp_avg", "exp_avg_sq"] }

  /// v; there is no ε.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    let (step, t) = (parameter.step, Double(parameter.updates + 1))
    return SecondMoment(slot: 1, correction: biasCorrection(beta2(step), t).squareRoot())
  }

  /// Changes one parameter and its moments.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let t = Double(parameter.updates + 1)
    let (α, b) = (learningRate(step), spread(step))
    let (β1, β2) = (beta1(step), beta2(step))
    let c = dk_adam_atan2(
      sign: maximize ? -1 : 1, keep: 1 - α * weightDecay(step),
      oneMinusBeta1: 1 - β1, oneMinusBeta2: 1 - β2, stepSize: α * amplitude(step),
      correction1: 1 / biasCorrection(β1, t), correction2: b * b / biasCorrection(β2, t))
    parameter.sweep(c, dk_adam_atan2_f32, dk_adam_atan2_f64)
  }
}
