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
/// In the form ``MomentumForm/averaged`` the buffer is a running mean without bias correction,
/// bₜ = μ bₜ₋₁ + (1 − μ) gₜ from b₀ = 0, stable while α λ₁ < 2 (1 + μ) / (1 − μ).
///
/// - Note: The first bₜ is not dampened, and the learning rate stands outside of the buffer, as in
///   torch; Keras and Sutskever et al. put it inside, which differs when the rate changes.
/// - SeeAlso: Sutskever, Martens, Dahl & Hinton, *On the importance of initialization and momentum*
///   (ICML 2013). Behaviour and order of operations: torch.optim.SGD, 2.15.
public struct SGD: ConfigurableOptimizer, OrderlessOptimizer {
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
      .choice("momentum_form", "momentumForm", \.momentumForm, report: .whenChanged),
      .flag("maximize", "maximize", \.maximize),
    ] + OptimizerOption.torchImplementationChoices

  /// What the momentum buffer is.
  public enum MomentumForm: String, Sendable, Hashable, CaseIterable {
    /// A sum in which older gradients count less, b = μ b + (1 − τ) g, that starts at the first
    /// gradient: torch's.
    case accumulated
    /// A mean in which older gradients count less, b = μ b + (1 − μ) g, that starts at 0. Its steps are
    /// 1 − μ times those of the other form; a dampening of μ differs from it by the first gradient.
    case averaged
  }

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
  /// What the momentum buffer is.
  public var momentumForm: MomentumForm
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// The momentum.
  public static var scheduledMomentum: WritableKeyPath<SGD, Schedule>? { \.momentum }

  /// A rule with torch's defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - momentum: μ, 0 for none.
  ///   - dampening: τ.
  ///   - weightDecay: λ, added to the gradient.
  ///   - nesterov: Whether the gradient is looked up ahead of the momentum step.
  ///   - momentumForm: What the momentum buffer is.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, the momentum and λ are at least 0; Nesterov needs a momentum and no
  ///   dampening; a momentum that is a mean is at most 1, and neither dampened nor Nesterov's.
  public init(
    learningRate: Schedule = 1e-3, momentum: Schedule = 0, dampening: Double = 0,
    weightDecay: Schedule = 0, nesterov: Bool = false, momentumForm: MomentumForm = .accumulated,
    maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.weightDecay = weightDecay
    self.nesterov = nesterov
    self.momentumForm = momentumForm
    self.maximize = maximize
    requireValid()
  }

  /// Nesterov's look ahead follows an undampened momentum; a mean has its own dampening.
  public var conflict: (option: String, expected: String)? {
    if nesterov, !hasMomentum || dampening != 0 {
      return ("nesterov", "false where there is no momentum, or a dampening")
    }
    if momentumForm == .averaged,
      nesterov || dampening != 0 || momentum.constant.map({ $0 > 1 }) == true
    {
      return (
        "momentum_form", "accumulated where there is a dampening, nesterov or a momentum above 1"
      )
    }
    return nil
  }

  private var hasMomentum: Bool { momentum.constant != 0 }

  /// The momentum buffer b, if there is momentum.
  public var slots: [String] { hasMomentum ? ["momentum_buffer"] : [] }

  /// Changes one parameter and its buffer.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let isMean = momentumForm == .averaged
    let c = dk_sgd(
      sign: maximize ? -1 : 1, lr: learningRate(step), weightDecay: weightDecay(step),
      momentum: momentum(step), dampening: isMean ? momentum(step) : dampening,
      hasMomentum: hasMomentum ? 1 : 0, isFirst: parameter.updates == 0 && !isMean ? 1 : 0,
      nesterov: nesterov ? 1 : 0)
    parameter.sweep(c, dk_sgd_f32, dk_sgd_f64)
  }
}
