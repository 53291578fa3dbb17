import CDescentKernels
import DescentTensor

/// Stochastic gradient descent, with momentum.
///
///     gₜ = ∇f(θₜ₋₁) + λ θₜ₋₁
///     bₜ = μ bₜ₋₁ + (1 − τ) gₜ,   b₁ = g₁
///     θₜ = θₜ₋₁ − α bₜ                    or, Nesterov,   θₜ₋₁ − α (gₜ + μ bₜ)
///
/// Without momentum bₜ = gₜ. It is stable on a quadratic while α λ₁ < 2, with momentum while
/// α λ₁ < 2 (1 + μ), where λ₁ is the greatest curvature.
///
/// - Note: The first bₜ is not dampened, and the learning rate stands outside of the buffer, as in
///   torch; Keras and Sutskever et al. put it inside, which differs when the rate changes.
/// - SeeAlso: Sutskever, Martens, Dahl & Hinton, *On the importance of initialization and momentum*
///   (ICML 2013). Behaviour and order of operations: torch.optim.SGD, 2.15.
public struct SGD: ConfigurableOptimizer {
  /// The rule's name.
  public static let name = "SGD"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<SGD>] =
    [
      .number("lr", "learningRate", \.learningRate, .nonNegative),
      .number("momentum", "momentum", \.momentum, .nonNegative),
      .number("dampening", "dampening", \.dampening, .finite),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .flag("nesterov", "nesterov", \.nesterov),
      .flag("maximize", "maximize", \.maximize),
    ] + OptimizerOption.torchImplementationChoices

  /// α.
  public var learningRate: Schedule
  /// μ, 0 for none.
  ///
  /// Whether there is momentum at all must not change during a run.
  public var momentum: Schedule
  /// τ.
  public var dampening: Double
  /// λ, added to the gradient.
  public var weightDecay: Schedule
  /// Whether the gradient is looked up ahead of the momentum step.
  public var nesterov: Bool
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with torch's defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Precondition: The rate, the momentum and λ are at least 0; Nesterov needs a momentum and no
  ///   dampening.
  public init(
    learningRate: Schedule = 1e-3, momentum: Schedule = 0, dampening: Double = 0,
    weightDecay: Schedule = 0, nesterov: Bool = false, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.weightDecay = weightDecay
    self.nesterov = nesterov
    self.maximize = maximize
    requireValid()
  }

  /// Nesterov's look ahead follows an undampened momentum.
  public var conflict: (option: String, expected: String)? {
    !nesterov || (hasMomentum && dampening == 0)
      ? nil : ("nesterov", "false where there is no momentum, or a dampening")
  }

  private var hasMomentum: Bool { momentum.constant != 0 }

  /// The momentum buffer b, if there is momentum.
  public var slots: [String] { hasMomentum ? ["momentum_buffer"] : [] }

  /// Changes one parameter and its buffer.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let (step, isFirst) = (parameter.step, parameter.updates == 0)
    let c = dk_sgd(
      sign: maximize ? -1 : 1, lr: learningRate(step), weightDecay: weightDecay(step),
      momentum: momentum(step), dampening: dampening,
      hasMomentum: hasMomentum ? 1 : 0, isFirst: isFirst ? 1 : 0, nesterov: nesterov ? 1 : 0)
    parameter.sweep(
      float32: { dk_sgd_f32(c, $0.weights, $0.gradient, $0.slot0, $0.count) },
      float64: { dk_sgd_f64(c, $0.weights, $0.gradient, $0.slot0, $0.count) })
  }
}
