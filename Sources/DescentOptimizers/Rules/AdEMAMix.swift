import CDescentKernels
import DescentTensor

/// Adam with a second, slow mean of gradients beside the fast one.
///
///     m₁ = β₁ m₁ + (1 − β₁) gₜ
///     m₂ = β₃ m₂ + (1 − β₃) gₜ
///     v = β₂ v + (1 − β₂) gₜ²
///     θₜ = θₜ₋₁ − η (m₁ / (1 − β₁ᵗ) + α m₂) / (√v / √(1 − β₂ᵗ) + ε)
///
/// With `warmup` T, α and β₃ grow to their values over the first T steps:
///
///     αₜ = min(t α / T, α)
///     β₃ₜ = min(exp(ln β₁ ln β₃ / ((1 − t/T) ln β₃ + (t/T) ln β₁)), β₃)
///
/// the second of which is that the half-life of m₂ grows linearly. Without it a slow mean that is
/// weighted from the first step tends to diverge.
///
/// - Note: Here m₂ has no bias correction, as in the paper.
/// - Note: Here λ is added to the gradient unless `decoupledWeightDecay` is true, as in
///   pytorch_optimizer; the paper takes λ θ into the step, which is the other.
/// - SeeAlso: Pagliardini, Ablin & Grangier, *The AdEMAMix Optimizer: Better, Faster, Older*
///   (arXiv:2409.03137), Algorithm 1. Order of operations: pytorch_optimizer.AdEMAMix, 4.1.
public struct AdEMAMix: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "AdEMAMix"

  /// Every option.
  public static let options: [OptimizerOption<AdEMAMix>] =
    [.number("lr", "learningRate", \.learningRate, .nonNegative)]
    + OptimizerOption.triple(
      "betas", [("beta1", \.beta1), ("beta2", \.beta2), ("beta3", \.beta3)], .belowOne)
    + [
      .number("alpha", "alpha", \.alpha, .nonNegative),
      .optionalNumber("t_alpha_beta3", "warmup", \.warmup, .positive),
      .number("eps", "epsilon", \.epsilon, .nonNegative),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .flag("weight_decouple", "decoupledWeightDecay", \.decoupledWeightDecay),
      .flag("maximize", "maximize", \.maximize),
    ]

  /// η.
  public var learningRate: Schedule
  /// β₁, how much of the fast mean is kept.
  public var beta1: Schedule
  /// β₂, how much of the mean squared gradient is kept.
  public var beta2: Schedule
  /// β₃, how much of the slow mean is kept.
  public var beta3: Schedule
  /// α, the slow mean's weight.
  public var alpha: Schedule
  /// T, the number of steps over which α and β₃ grow; nil for none.
  public var warmup: Double?
  /// ε.
  public var epsilon: Schedule
  /// λ.
  public var weightDecay: Schedule
  /// Whether λ shrinks the weights directly; else it is added to the gradient.
  public var decoupledWeightDecay: Bool
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with the paper's defaults, without warm-up.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with the paper's defaults, without warm-up, but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: η.
  ///   - beta1: β₁, how much of the fast mean is kept.
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - beta3: β₃, how much of the slow mean is kept.
  ///   - alpha: α, the slow mean's weight.
  ///   - warmup: T, the number of steps over which α and β₃ grow; nil for none.
  ///   - epsilon: ε.
  ///   - weightDecay: λ.
  ///   - decoupledWeightDecay: Whether λ shrinks the weights directly; else it is added to the
  ///     gradient.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, α, ε and λ are at least 0; the β are at least 0 and below 1, and β₁
  ///   and β₃ above 0 where there is a warm-up.
  public init(
    learningRate: Schedule = 1e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    beta3: Schedule = 0.9999, alpha: Schedule = 5, warmup: Double? = nil,
    epsilon: Schedule = 1e-8, weightDecay: Schedule = 0, decoupledWeightDecay: Bool = false,
    maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.beta3 = beta3
    self.alpha = alpha
    self.warmup = warmup
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupledWeightDecay = decoupledWeightDecay
    self.maximize = maximize
    requireValid()
  }

  /// A warm-up takes the logarithms of β₁ and β₃.
  public var conflict: (option: String, expected: String)? {
    warmup != nil && (beta1.constant == 0 || beta3.constant == 0)
      ? ("t_alpha_beta3", "none where beta1 or beta3 is 0") : nil
  }

  /// The means m₁, v and m₂.
  public var slots: [String] { ["exp_avg", "exp_avg_sq", "exp_avg_slow"] }

  /// α and β₃ at a parameter's update t, which counts from 1.
  private func slowMean(_ t: Double, _ step: Int64) -> (α: Double, β3: Double) {
    let (α, β1, β3) = (alpha(step), beta1(step), beta3(step))
    guard let T = warmup else { return (α, β3) }
    let (ln1, ln3) = (logarithm(β1), logarithm(β3))
    let grown = exponential(ln1 * ln3 / ((1 - t / T) * ln3 + (t / T) * ln1))
    return (min(t * α / T, α), min(grown, β3))
  }

  /// v.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    let (step, t) = (parameter.step, Double(parameter.updates + 1))
    return SecondMoment(
      slot: 1, correction: biasCorrection(beta2(step), t).squareRoot(), epsilon: epsilon(step))
  }

  /// Changes one parameter and its moments.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let t = Double(parameter.updates + 1)
    let (η, λ) = (learningRate(step), weightDecay(step))
    let (β1, β2) = (beta1(step), beta2(step))
    let (α, β3) = slowMean(t, step)
    let c = dk_ademamix(
      sign: maximize ? -1 : 1, keep: decoupledWeightDecay ? 1 - λ * η : 1, weightDecay: λ, lr: η,
      oneMinusBeta1: 1 - β1, beta2: β2, oneMinusBeta2: 1 - β2, oneMinusBeta3: 1 - β3,
      correction1: biasCorrection(β1, t), alpha: α, root: biasCorrection(β2, t).squareRoot(),
      epsilon: epsilon(step), isCoupled: !decoupledWeightDecay && λ != 0 ? 1 : 0)
    parameter.sweep(c, dk_ademamix_f32, dk_ademamix_f64)
  }
}
