import CDescentKernels
import DescentTensor

/// Adaptive subgradient descent: each element's rate falls with the gradients that it has seen.
///
///     gₜ = ∇f(θₜ₋₁) + λ θₜ₋₁
///     sₜ = sₜ₋₁ + gₜ²,   s₀ = s
///     θₜ = θₜ₋₁ − αₜ gₜ / (√sₜ + ε),   αₜ = α / (1 + (t − 1) η)
///
/// - Note: Here ε is the paper's δ. The decay η of the rate is torch's, and not in the paper. optax, Keras
///   and TensorFlow start at s = 0.1 rather than 0.
/// - SeeAlso: Duchi, Hazan & Singer, *Adaptive Subgradient Methods for Online Learning and Stochastic
///   Optimization* (JMLR 12, 2011), Figure 1, with a diagonal matrix. Order of operations:
///   torch.optim.Adagrad, 2.15.
public struct Adagrad: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "Adagrad"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<Adagrad>] =
    [
      .number("lr", "learningRate", \.learningRate, .nonNegative),
      .number("lr_decay", "learningRateDecay", \.learningRateDecay, .nonNegative),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .number(
        "initial_accumulator_value", "initialAccumulatorValue", \.initialAccumulatorValue,
        .nonNegative),
      .number("eps", "epsilon", \.epsilon, .nonNegative),
      .flag("maximize", "maximize", \.maximize),
    ] + OptimizerOption.torchImplementationChoices

  /// α.
  public var learningRate: Schedule
  /// η, by which the rate falls as the updates go on.
  public var learningRateDecay: Schedule
  /// λ, added to the gradient.
  public var weightDecay: Schedule
  /// s₀, what the sum of squares starts at.
  public var initialAccumulatorValue: Double
  /// ε.
  public var epsilon: Schedule
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with torch's defaults.
  public init() { self.init(learningRate: 1e-2) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - learningRateDecay: η, by which the rate falls as the updates go on.
  ///   - weightDecay: λ, added to the gradient.
  ///   - initialAccumulatorValue: s₀, what the sum of squares starts at.
  ///   - epsilon: ε.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: All numbers are at least 0.
  public init(
    learningRate: Schedule = 1e-2, learningRateDecay: Schedule = 0, weightDecay: Schedule = 0,
    initialAccumulatorValue: Double = 0, epsilon: Schedule = 1e-10, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.learningRateDecay = learningRateDecay
    self.weightDecay = weightDecay
    self.initialAccumulatorValue = initialAccumulatorValue
    self.epsilon = epsilon
    self.maximize = maximize
    requireValid()
  }

  /// The sum of squares s, by torch's name.
  public var slots: [String] { ["sum"] }

  /// s₀.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    Tensor(
      repeating: initialAccumulatorValue, shape: parameter.shape, dtype: parameter.dtype)
  }

  /// The sum of squares, of which the ratio is at most 1.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    SecondMoment(slot: 0, epsilon: epsilon(parameter.step))
  }

  /// Changes one parameter and its sum of squares.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let c = dk_adagrad(
      sign: maximize ? -1 : 1, weightDecay: weightDecay(step),
      stepSize: learningRate(step) / (1 + Double(parameter.updates) * learningRateDecay(step)),
      epsilon: epsilon(step))
    parameter.sweep(c, dk_adagrad_f32, dk_adagrad_f64)
  }
}
