import CDescentKernels
import DescentTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Adam with the infinity norm: the greatest recent gradient instead of a mean square.
///
///     gₜ = ∇f(θₜ₋₁) + λ θₜ₋₁
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ
///     uₜ = max(β₂ uₜ₋₁, |gₜ| + ε)
///     θₜ = θₜ₋₁ − α / (1 − β₁ᵗ) mₜ / uₜ
///
/// - Note: The paper has no ε; torch and Keras have it, torch inside of the maximum.
/// - SeeAlso: Kingma & Ba, *Adam: A Method for Stochastic Optimization* (arXiv:1412.6980),
///   Algorithm 2. Order of operations: torch.optim.Adamax, 2.15.
public struct Adamax: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "Adamax"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<Adamax>] =
    [.number("lr", "learningRate", \.learningRate, .nonNegative)]
    + OptimizerOption.pair("betas", ("beta1", \.beta1), ("beta2", \.beta2), .belowOne)
    + [
      .number("eps", "epsilon", \.epsilon, .nonNegative),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .flag("maximize", "maximize", \.maximize),
    ] + OptimizerOption.torchImplementationChoices

  /// α.
  public var learningRate: Schedule
  /// β₁, how much of the mean gradient is kept.
  public var beta1: Schedule
  /// β₂, how much of the greatest gradient is kept.
  public var beta2: Schedule
  /// ε.
  public var epsilon: Schedule
  /// λ, added to the gradient.
  public var weightDecay: Schedule
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// β₁.
  public static var scheduledMomentum: WritableKeyPath<Adamax, Schedule>? { \.beta1 }

  /// A rule with torch's defaults, which are the paper's.
  public init() { self.init(learningRate: 2e-3) }

  /// A rule with torch's defaults, which are the paper's, but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean gradient is kept.
  ///   - beta2: β₂, how much of the greatest gradient is kept.
  ///   - epsilon: ε.
  ///   - weightDecay: λ, added to the gradient.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε and λ are at least 0; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 2e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    epsilon: Schedule = 1e-8, weightDecay: Schedule = 0, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.maximize = maximize
    requireValid()
  }

  /// The moment m and the norm u, by torch's names.
  public var slots: [String] { ["exp_avg", "exp_inf"] }

  /// Changes one parameter, its moment and its norm.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let β1 = beta1(step)
    let c = dk_adamax(
      sign: maximize ? -1 : 1, weightDecay: weightDecay(step), oneMinusBeta1: 1 - β1,
      beta2: beta2(step), epsilon: epsilon(step),
      stepSize: learningRate(step) / (1 - pow(β1, Double(parameter.updates + 1))))
    parameter.sweep(c, dk_adamax_f32, dk_adamax_f64)
  }
}
