import CDescentKernels
import DescentTensor

/// Adam for a table of which each gradient touches a few rows: the others, and their moments, stay.
///
///     mₜ = mₜ₋₁ + (1 − β₁) (gₜ − mₜ₋₁)                 of the rows that gₜ has
///     vₜ = vₜ₋₁ + (1 − β₂) (gₜ² − vₜ₋₁)
///     θₜ = θₜ₋₁ − α √(1 − β₂ᵗ) / (1 − β₁ᵗ) mₜ / (√vₜ + ε)
///
///     let model = Embedding(50_000, width: 64, hasSparseGradient: true, using: &generator)
///     var trainer = Trainer(SparseAdam(learningRate: 0.01)) { … }
///
/// or, for a table of one's own,
///
///     let gradient = RowSparse(rows: [3, 0], values: values, of: table.shape)
///     state.update(&table, along: gradient, using: SparseAdam(learningRate: 0.01))
///
/// A dense gradient is one that has all rows. An update costs what its rows cost, whatever the size of
/// the table.
///
/// - Note: It is not Adam on the gradient with its zeros: a row that is not touched does not decay its
///   moments and is not moved by them, while t counts every update. A row that every gradient touches
///   goes the same way, with ``Adam/EpsilonPlacement/beforeCorrection``: torch adds ε to the √v that
///   is not corrected, here but not in its Adam.
/// - SeeAlso: Kingma & Ba (arXiv:1412.6980), end of section 2. Behaviour and order of operations:
///   torch.optim.SparseAdam, 2.15.
public struct SparseAdam: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "SparseAdam"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<SparseAdam>] =
    [.number("lr", "learningRate", \.learningRate, .positive)]
    + OptimizerOption.pair("betas", ("beta1", \.beta1), ("beta2", \.beta2), .belowOne)
    + [
      .number("eps", "epsilon", \.epsilon, .positive),
      .flag("maximize", "maximize", \.maximize),
    ]

  /// α.
  public var learningRate: Schedule
  /// β₁, how much of the mean gradient is kept.
  public var beta1: Schedule
  /// β₂, how much of the mean squared gradient is kept.
  public var beta2: Schedule
  /// ε.
  public var epsilon: Schedule
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// m and v, by torch's names.
  public let slots = ["exp_avg", "exp_avg_sq"]
  /// Yes: its kernel passes over the rows alone.
  public var acceptsRowSparse: Bool { true }

  /// A rule with torch's defaults.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean gradient is kept.
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - epsilon: ε.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate and ε are above 0, as in torch; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    epsilon: Schedule = 1e-8, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.maximize = maximize
    requireValid()
  }

  /// v; ε stands beside √v, before the correction.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    let (step, t) = (parameter.step, Double(parameter.updates + 1))
    let root = biasCorrection(beta2(step), t).squareRoot()
    return SecondMoment(slot: 1, correction: root, epsilon: epsilon(step) / root)
  }

  /// Moves the rows that the parameter's gradient has: all of them if it is dense.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let c = parameter.coefficients { coefficients(parameter.step, parameter.updates) }
    parameter.sweep(c, dk_sparse_adam_f32, dk_sparse_adam_f64)
  }

  private func coefficients(_ step: Int64, _ updates: Int64) -> dk_sparse_adam {
    let t = Double(updates + 1)
    let (α, β1, β2) = (learningRate(step), beta1(step), beta2(step))
    return dk_sparse_adam(
      sign: maximize ? -1 : 1, oneMinusBeta1: 1 - β1, oneMinusBeta2: 1 - β2,
      stepSize: α * biasCorrection(β2, t).squareRoot() / biasCorrection(β1, t),
      epsilon: epsilon(step))
  }
}
