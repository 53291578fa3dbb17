import DescentTensor

/// Adam with decoupled weight decay.
///
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ
///     vₜ = β₂ vₜ₋₁ + (1 − β₂) gₜ²
///     θₜ = θₜ₋₁ − α λ θₜ₋₁ − α m̂ₜ / (√v̂ₜ + ε),   m̂ₜ = mₜ / (1 − β₁ᵗ),   v̂ₜ = vₜ / (1 − β₂ᵗ)
///
/// - Note: Here λ is multiplied by α, as in torch, optax and Keras; Loshchilov & Hutter multiply it by the
///   schedule's factor alone.
/// - SeeAlso: Loshchilov & Hutter, *Decoupled Weight Decay Regularization* (arXiv:1711.05101),
///   Algorithm 2. Order of operations: torch.optim.AdamW, 2.15.
public struct AdamW: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "AdamW"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<AdamW>] =
    Adam.sharedOptions.map { $0.within(\.adam) }

  /// Everything but the decay.
  private var adam: Adam

  /// α.
  public var learningRate: Schedule {
    get { adam.learningRate }
    set { adam.learningRate = newValue }
  }
  /// β₁, how much of the mean gradient is kept.
  public var beta1: Schedule {
    get { adam.beta1 }
    set { adam.beta1 = newValue }
  }
  /// β₂, how much of the mean squared gradient is kept.
  public var beta2: Schedule {
    get { adam.beta2 }
    set { adam.beta2 = newValue }
  }
  /// ε.
  public var epsilon: Schedule {
    get { adam.epsilon }
    set { adam.epsilon = newValue }
  }
  /// λ, which shrinks the weights directly.
  public var weightDecay: Schedule {
    get { adam.weightDecay }
    set { adam.weightDecay = newValue }
  }
  /// Whether v never decreases.
  ///
  /// It must not change during a run.
  public var amsgrad: Bool {
    get { adam.amsgrad }
    set { adam.amsgrad = newValue }
  }
  /// Where ε is added.
  public var epsilonPlacement: Adam.EpsilonPlacement {
    get { adam.epsilonPlacement }
    set { adam.epsilonPlacement = newValue }
  }
  /// Whether to go up instead of down.
  public var maximize: Bool {
    get { adam.maximize }
    set { adam.maximize = newValue }
  }

  /// β₁.
  public static var scheduledMomentum: WritableKeyPath<AdamW, Schedule>? { \.beta1 }

  /// A rule with torch's defaults: a weight decay of 0.01.
  public init() { self.init(learningRate: 1e-3) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of the mean gradient is kept.
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - epsilon: ε.
  ///   - weightDecay: λ, which shrinks the weights directly.
  ///   - amsgrad: Whether v never decreases.
  ///   - epsilonPlacement: Where ε is added.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε and λ are at least 0; β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    epsilon: Schedule = 1e-8, weightDecay: Schedule = 0.01, amsgrad: Bool = false,
    epsilonPlacement: Adam.EpsilonPlacement = .afterCorrection, maximize: Bool = false
  ) {
    adam = Adam(
      amsgrad: amsgrad, epsilonPlacement: epsilonPlacement, maximize: maximize,
      decoupledWeightDecay: true)
    // Set one by one, so that it is this rule that finds fault with them.
    adam.learningRate = learningRate
    adam.beta1 = beta1
    adam.beta2 = beta2
    adam.epsilon = epsilon
    adam.weightDecay = weightDecay
    requireValid()
  }

  /// The moments m and v, by torch's names; with `amsgrad` the greatest v too.
  public var slots: [String] { adam.slots }

  /// v, or with `amsgrad` the greatest v.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    adam.secondMoment(of: parameter)
  }

  /// Changes one parameter and its moments.
  public func update(_ parameter: borrowing ParameterUpdate) {
    adam.update(parameter)
  }
}
