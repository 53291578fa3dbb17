import CDescentKernels
import DescentTensor

/// Gradients divided by the root of their running mean square.
///
///     gₜ = ∇f(θₜ₋₁) + λ θₜ₋₁
///     sₜ = ρ sₜ₋₁ + (1 − ρ) gₜ²
///     θₜ = θₜ₋₁ − α gₜ / (√sₜ + ε)
///
/// With momentum, bₜ = μ bₜ₋₁ + gₜ / (√sₜ + ε) and θₜ = θₜ₋₁ − α bₜ. Centered, the variance
/// sₜ − mₜ² with mₜ = ρ mₜ₋₁ + (1 − ρ) gₜ stands for sₜ. There is no bias correction: the first step
/// is α / √(1 − ρ).
///
/// The course's form without ε is `epsilon: 0`. Where the root is then 0, which is where no gradient
/// has been yet, the element stands still.
///
/// - Note: With ε = 0 torch divides 0 by 0 there, and makes the parameter not a number.
/// - Note: Here ε is added to the root, as in torch; Keras's and optax's is inside of it.
/// - Note: Where the gradients hardly vary, what is left of sₜ − mₜ² is rounding: torch's centered rule
///   then divides by ε alone, or takes the root of a negative number. So does this one, bit for bit,
///   unless `varianceFloor` is set: with a floor of φ the variance is at least φ sₜ, and a step at most
///   1/√φ times the one that is not centered.
/// - SeeAlso: Tieleman & Hinton, *Lecture 6.5: rmsprop* (Coursera, 2012); centered, with ε inside of
///   the root: Graves, *Generating Sequences with Recurrent Neural Networks* (arXiv:1308.0850),
///   equations 38 to 45. Order of operations: torch.optim.RMSprop, 2.15.
public struct RMSprop: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "RMSprop"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<RMSprop>] =
    [
      .number("lr", "learningRate", \.learningRate, .nonNegative),
      .number("alpha", "rho", \.rho, .belowOne),
      .number("eps", "epsilon", \.epsilon, .nonNegative),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .number("momentum", "momentum", \.momentum, .nonNegative),
      .flag("centered", "centered", \.centered),
      .number(
        "variance_floor", "varianceFloor", \.varianceFloor, .belowOne, report: .whenChanged),
      .flag("maximize", "maximize", \.maximize),
    ] + OptimizerOption.torchImplementationChoices

  /// α.
  public var learningRate: Schedule
  /// ρ, how much of the mean square is kept; torch's `alpha`.
  public var rho: Schedule
  /// ε, which may be 0.
  public var epsilon: Schedule
  /// λ, added to the gradient.
  public var weightDecay: Schedule
  /// μ, 0 for none.
  ///
  /// Whether there is momentum at all must not change during a run.
  public var momentum: Schedule
  /// Whether the mean gradient is taken out of the mean square.
  ///
  /// It must not change during a run.
  public var centered: Bool
  /// φ, the least share of the mean square that a centered variance is; 0 for torch's rule, which has
  /// no least one.
  public var varianceFloor: Schedule
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// The momentum.
  public static var scheduledMomentum: WritableKeyPath<RMSprop, Schedule>? { \.momentum }

  /// A rule with torch's defaults.
  public init() { self.init(learningRate: 1e-2) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - rho: ρ, how much of the mean square is kept; torch's `alpha`.
  ///   - epsilon: ε, which may be 0.
  ///   - weightDecay: λ, added to the gradient.
  ///   - momentum: μ, 0 for none.
  ///   - centered: Whether the mean gradient is taken out of the mean square.
  ///   - varianceFloor: φ, the least share of the mean square that a centered variance is; 0 for
  ///     torch's rule, which has no least one.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε, λ and the momentum are at least 0; ρ and φ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-2, rho: Schedule = 0.99, epsilon: Schedule = 1e-8,
    weightDecay: Schedule = 0, momentum: Schedule = 0, centered: Bool = false,
    varianceFloor: Schedule = 0, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.centered = centered
    self.varianceFloor = varianceFloor
    self.maximize = maximize
    requireValid()
  }

  private var hasMomentum: Bool { momentum.constant != 0 }

  /// The mean square s, and the momentum b and the mean m where they are used, by torch's names.
  public var slots: [String] {
    ["square_avg"] + (hasMomentum ? ["momentum_buffer"] : []) + (centered ? ["grad_avg"] : [])
  }

  /// v; a centered one has its ε beside another root.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    SecondMoment(slot: 0, epsilon: centered ? nil : epsilon(parameter.step))
  }

  /// Changes one parameter and its buffers.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let (ρ, φ) = (rho(step), varianceFloor(step))
    let c = dk_rmsprop(
      sign: maximize ? -1 : 1, lr: learningRate(step), weightDecay: weightDecay(step),
      rho: ρ, oneMinusRho: 1 - ρ, epsilon: epsilon(step), floor: φ > 0 ? φ : -.infinity,
      momentum: momentum(step), isCentered: centered ? 1 : 0, hasMomentum: hasMomentum ? 1 : 0)
    parameter.sweep(c, dk_rmsprop_f32, dk_rmsprop_f64)
  }
}
