import DescentTensor

/// Gradient descent whose step is as long as the tensor it moves: for very large batches.
///
///     qₜ = η ‖θₜ₋₁‖ / (‖gₜ‖ + λ ‖θₜ₋₁‖)
///     bₜ = μ bₜ₋₁ + (1 − τ) qₜ (gₜ + λ θₜ₋₁)
///     θₜ = θₜ₋₁ − α bₜ                    or, Nesterov,   θₜ₋₁ − α (qₜ (gₜ + λ θₜ₋₁) + μ bₜ)
///
/// in each tensor by itself; q is 1 where either norm is 0.
///
/// - Note: Vectors, such as biases and the scales of normalizations, have q = 1 and no λ: only
///   tensors of two or more axes are scaled, as in pytorch_optimizer.
/// - Note: The buffer starts at 0 and its first gradient is dampened too, unlike that of ``SGD``.
/// - Note: The paper puts the rate inside of the buffer; here it stands outside.
/// - SeeAlso: You, Gitman & Ginsburg, *Large Batch Training of Convolutional Networks*
///   (arXiv:1708.03888), Algorithm 1. Order of operations: pytorch_optimizer.LARS, 4.1.
public struct LARS: ConfigurableOptimizer {
  /// The rule's name.
  public static let name = "LARS"

  /// Every option.
  public static let options: [OptimizerOption<LARS>] = [
    .number("lr", "learningRate", \.learningRate, .nonNegative),
    .number("momentum", "momentum", \.momentum, .belowOne),
    .number("dampening", "dampening", \.dampening, .belowOne),
    .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
    .number("trust_coefficient", "trustCoefficient", \.trustCoefficient, .nonNegative),
    .flag("nesterov", "nesterov", \.nesterov),
    .flag("maximize", "maximize", \.maximize),
  ]

  /// α.
  public var learningRate: Schedule
  /// μ, 0 for none.
  ///
  /// Whether there is momentum at all must not change during a run.
  public var momentum: Schedule
  /// τ.
  public var dampening: Schedule
  /// λ, added to the gradient.
  public var weightDecay: Schedule
  /// η, how long a step is against the weights.
  public var trustCoefficient: Schedule
  /// Whether the gradient is looked up ahead of the momentum step.
  public var nesterov: Bool
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with the usual defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with the usual defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - momentum: μ, 0 for none.
  ///   - dampening: τ.
  ///   - weightDecay: λ, added to the gradient.
  ///   - trustCoefficient: η, how long a step is against the weights.
  ///   - nesterov: Whether the gradient is looked up ahead of the momentum step.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, λ and η are at least 0; μ and τ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-3, momentum: Schedule = 0.9, dampening: Schedule = 0,
    weightDecay: Schedule = 0, trustCoefficient: Schedule = 1e-3, nesterov: Bool = false,
    maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.weightDecay = weightDecay
    self.trustCoefficient = trustCoefficient
    self.nesterov = nesterov
    self.maximize = maximize
    requireValid()
  }

  private var hasMomentum: Bool { momentum.constant != 0 }

  /// The momentum buffer b, if there is momentum.
  public var slots: [String] { hasMomentum ? ["momentum_buffer"] : [] }

  /// Changes one parameter and its buffer.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let (step, dtype) = (parameter.step, parameter.dtype)
    let weights = parameter.weights
    var g = maximize ? -parameter.gradient : parameter.gradient
    if parameter.shape.rank > 1 {
      let λ = weightDecay(step)
      let (length, slope) = (weights.roundedNorm, g.roundedNorm)
      let denominator = dtype.rounded(slope + dtype.rounded(dtype.rounded(λ) * length))
      let η = dtype.rounded(trustCoefficient(step))
      let q =
        length > 0 && denominator > 0 ? dtype.rounded(dtype.rounded(η * length) / denominator) : 1
      g = (g + λ * weights) * q
    }
    if hasMomentum {
      let μ = momentum(step)
      let b = parameter[slot: 0] * μ + (1 - dampening(step)) * g
      parameter[slot: 0] = b
      g = nesterov ? g + μ * b : b
    }
    parameter.weights = weights + -learningRate(step) * g
  }
}
