import CDescentKernels
import DescentTensor

/// Steps in the units of the parameter: the root mean square of past steps over that of the gradients.
///
///     gₜ = ∇f(θₜ₋₁) + λ θₜ₋₁
///     sₜ = ρ sₜ₋₁ + (1 − ρ) gₜ²
///     δₜ = √(uₜ₋₁ + ε) / √(sₜ + ε) gₜ
///     uₜ = ρ uₜ₋₁ + (1 − ρ) δₜ²
///     θₜ = θₜ₋₁ − α δₜ
///
/// - Note: Here ε stands inside of both roots, as in the paper, whose α is 1. It is what starts the rule:
///   u₀ = 0, so that with ε = 0 nothing ever moves.
/// - SeeAlso: Zeiler, *ADADELTA: An Adaptive Learning Rate Method* (arXiv:1212.5701), Algorithm 1.
///   Order of operations: torch.optim.Adadelta, 2.15.
public struct Adadelta: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "Adadelta"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<Adadelta>] =
    [
      .number("lr", "learningRate", \.learningRate, .nonNegative),
      .number("rho", "rho", \.rho, .belowOne),
      .number("eps", "epsilon", \.epsilon, .nonNegative),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .flag("maximize", "maximize", \.maximize),
    ] + OptimizerOption.torchImplementationChoices

  /// α.
  public var learningRate: Schedule
  /// ρ, how much of the mean squares is kept.
  public var rho: Schedule
  /// ε.
  public var epsilon: Schedule
  /// λ, added to the gradient.
  public var weightDecay: Schedule
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with torch's defaults.
  public init() { self.init(learningRate: 1) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - rho: ρ, how much of the mean squares is kept.
  ///   - epsilon: ε.
  ///   - weightDecay: λ, added to the gradient.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε and λ are at least 0; ρ is at least 0 and below 1.
  public init(
    learningRate: Schedule = 1, rho: Schedule = 0.9, epsilon: Schedule = 1e-6,
    weightDecay: Schedule = 0, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.maximize = maximize
    requireValid()
  }

  /// The mean squares s of the gradients and u of the steps, by torch's names.
  public var slots: [String] { ["square_avg", "acc_delta"] }

  /// v; ε stands under the root.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    SecondMoment(slot: 0, epsilon: epsilon(parameter.step).squareRoot())
  }

  /// Changes one parameter and its mean squares.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let ρ = rho(step)
    let c = dk_adadelta(
      sign: maximize ? -1 : 1, lr: learningRate(step), weightDecay: weightDecay(step),
      rho: ρ, oneMinusRho: 1 - ρ, epsilon: epsilon(step))
    parameter.sweep(c, dk_adadelta_f32, dk_adadelta_f64)
  }
}
