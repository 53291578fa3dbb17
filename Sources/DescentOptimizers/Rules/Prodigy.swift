import CDescentKernels
import DescentTensor

/// Adam that finds its own learning rate, from how far the weights have come.
///
///     mₜ = β₁ mₜ₋₁ + (1 − β₁) dₜ gₜ
///     vₜ = β₂ vₜ₋₁ + (1 − β₂) dₜ² gₜ²
///     rₜ = β₃ rₜ₋₁ + γₜ dₜ / d₀ ⟨gₜ, θ₀ − θₜ⟩
///     sₜ = β₃ sₜ₋₁ + γₜ dₜ / d₀ gₜ
///     dₜ₊₁ = min(max(dₜ, c rₜ / ‖sₜ‖₁), G dₜ)
///     θₜ₊₁ = θₜ − γₜ mₜ / (√vₜ + dₜ₊₁ ε),   γₜ = α dₜ
///
/// d estimates the distance from the start to a solution, over the whole model; it only grows. α stays
/// at 1, or is a schedule from 1 downwards. Each update passes over the parameters twice.
///
/// - Note: Here d is multiplied by r and s over d₀, so that small d do not vanish; the paper has dₜ² in
///   their place, which is the same quotient.
/// - Note: With `biasCorrection` γₜ is multiplied by √(1 − β₂ᵗ) / (1 − β₁ᵗ), which the paper leaves
///   out and optax always has. With `safeguardWarmup` s takes dₜ in place of γₜ.
/// - Note: An update whose gradients are all zero so far changes nothing and is not counted.
/// - SeeAlso: Mishchenko & Defazio, *Prodigy: An Expeditiously Adaptive Parameter-Free Learner*
///   (arXiv:2306.06101), Algorithm 4. Order of operations: prodigyopt.Prodigy, 1.1.2.
public struct Prodigy: ConfigurableOptimizer, SweepingOptimizer {
  /// The rule's name.
  public static let name = "Prodigy"

  /// Every option.
  public static let options: [OptimizerOption<Prodigy>] =
    [.number("lr", "learningRate", \.learningRate, .nonNegative)]
    + OptimizerOption.pair("betas", ("beta1", \.beta1), ("beta2", \.beta2), .belowOne)
    + [
      .optionalNumber("beta3", "beta3", \.beta3, .belowOne),
      .number("eps", "epsilon", \.epsilon, .nonNegative),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .flag("decouple", "decoupledWeightDecay", \.decoupledWeightDecay),
      .flag("use_bias_correction", "correctsBias", \.correctsBias),
      .flag("safeguard_warmup", "safeguardsWarmup", \.safeguardsWarmup),
      .number("d0", "initialDistance", \.initialDistance, .positive),
      .number("d_coef", "distanceCoefficient", \.distanceCoefficient, .positive),
      .number("growth_rate", "growthRate", \.growthRate, .positiveOrInfinite),
      .flag("maximize", "maximize", \.maximize),
    ]

  /// α, by which the rate that is found is multiplied.
  public var learningRate: Schedule
  /// β₁, how much of the mean gradient is kept.
  public var beta1: Schedule
  /// β₂, how much of the mean squared gradient is kept.
  public var beta2: Schedule
  /// β₃, how much of the sums behind d is kept; nil for √β₂.
  public var beta3: Double?
  /// ε, multiplied by d.
  public var epsilon: Schedule
  /// λ.
  public var weightDecay: Schedule
  /// Whether λ shrinks the weights directly, by γ λ; else it is added to the gradient.
  public var decoupledWeightDecay: Bool
  /// Whether the moments' bias is corrected.
  public var correctsBias: Bool
  /// Whether d is found without the rate in its denominator, for a run that warms up.
  public var safeguardsWarmup: Bool
  /// d₀, the first estimate; smaller than the distance.
  public var initialDistance: Double
  /// c, by which every estimate is multiplied.
  public var distanceCoefficient: Double
  /// G, the most by which d grows in one step.
  public var growthRate: Double
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with the authors' defaults.
  public init() { self.init(learningRate: 1) }

  /// A rule with the authors' defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α, by which the rate that is found is multiplied.
  ///   - beta1: β₁, how much of the mean gradient is kept.
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - beta3: β₃, how much of the sums behind d is kept; nil for √β₂.
  ///   - epsilon: ε, multiplied by d.
  ///   - weightDecay: λ.
  ///   - decoupledWeightDecay: Whether λ shrinks the weights directly, by γ λ; else it is added to the
  ///     gradient.
  ///   - correctsBias: Whether the moments' bias is corrected.
  ///   - safeguardsWarmup: Whether d is found without the rate in its denominator, for a run that
  ///     warms up.
  ///   - initialDistance: d₀, the first estimate; smaller than the distance.
  ///   - distanceCoefficient: c, by which every estimate is multiplied.
  ///   - growthRate: G, the most by which d grows in one step.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε and λ are at least 0, the β too and below 1; d₀, c and G are above 0.
  public init(
    learningRate: Schedule = 1, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    beta3: Double? = nil, epsilon: Schedule = 1e-8, weightDecay: Schedule = 0,
    decoupledWeightDecay: Bool = true, correctsBias: Bool = false, safeguardsWarmup: Bool = false,
    initialDistance: Double = 1e-6, distanceCoefficient: Double = 1,
    growthRate: Double = .infinity, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.beta3 = beta3
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupledWeightDecay = decoupledWeightDecay
    self.correctsBias = correctsBias
    self.safeguardsWarmup = safeguardsWarmup
    self.initialDistance = initialDistance
    self.distanceCoefficient = distanceCoefficient
    self.growthRate = growthRate
    self.maximize = maximize
    requireValid()
  }

  /// The moments m and v, the sum s and the start θ₀.
  public var slots: [String] { ["exp_avg", "exp_avg_sq", "s", "p0"] }

  /// θ₀ is the parameter; the others start at zeros.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    slot == "p0" ? parameter.detached : Tensor(zerosLike: parameter)
  }

  /// d and what is summed up over the parameters for it.
  public var sharedValues: [(name: String, initial: Double)] {
    [
      ("d", initialDistance), ("d_max", initialDistance), ("d_numerator", 0),
      ("delta_numerator", 0), ("d_denom", 0), ("dlr", 0), ("k", 0), ("moves", 0),
    ]
  }

  /// A moving average goes before the estimate, and a step after it.
  public var passes: Int { 2 }

  /// Finds γ before the first pass, and d between the two.
  public func begin(pass: Int, step: Int64, shared: inout [Double]) {
    let at = Position.self
    if pass == 0 {
      let k = shared[at.counted] + 1
      let root = power(biasCorrection(beta2(step), k), 0.5)
      let correction = correctsBias ? root / biasCorrection(beta1(step), k) : 1
      shared[at.rate] = shared[at.distance] * learningRate(step) * correction
      shared[at.addedToNumerator] = 0
      shared[at.denominator] = 0
      return
    }
    shared[at.moves] = shared[at.denominator] == 0 ? 0 : 1
    if shared[at.moves] == 0 { return }
    shared[at.numerator] =
      shared[at.numerator] * β3(step) + shared[at.addedToNumerator]
    if learningRate(step) > 0 {
      let found = distanceCoefficient * shared[at.numerator] / shared[at.denominator]
      var d = shared[at.distance]
      if d == initialDistance { d = max(d, found) }
      shared[at.greatestDistance] = max(shared[at.greatestDistance], found)
      shared[at.distance] = min(shared[at.greatestDistance], d * growthRate)
    }
    shared[at.counted] += 1
  }

  private func β3(_ step: Int64) -> Double { beta3 ?? beta2(step).squareRoot() }

  /// Where each of ``sharedValues`` stands.
  private enum Position {
    static let distance = 0
    static let greatestDistance = 1
    static let numerator = 2
    static let addedToNumerator = 3
    static let denominator = 4
    static let rate = 5
    static let counted = 6
    static let moves = 7
  }

  /// v, which is of d g.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    SecondMoment(
      slot: 1, correction: parameter[shared: Position.distance], epsilon: epsilon(parameter.step))
  }

  /// Averages in the first pass, and steps in the second.
  public func update(_ parameter: borrowing ParameterUpdate) {
    if parameter.pass == 0 { average(parameter) } else { move(parameter) }
  }

  private func average(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    if learningRate(step) == 0 { return }
    let (d, γ) = (parameter[shared: Position.distance], parameter[shared: Position.rate])
    let (β1, β2) = (beta1(step), beta2(step))
    let λ = decoupledWeightDecay ? 0 : weightDecay(step)
    let share = d / initialDistance
    var gradient = maximize ? -parameter.gradient : parameter.gradient
    if λ != 0 { gradient = gradient + λ * parameter.weights }
    let progress = (gradient * (parameter[slot: 3] - parameter.weights)).sum().scalar
    parameter[shared: Position.addedToNumerator] += share * γ * progress
    let c = dk_prodigy_average(
      sign: maximize ? -1 : 1, weightDecay: λ, beta1: β1, gradientShare: d * (1 - β1),
      beta2: β2, squareShare: d * d * (1 - β2), beta3: β3(step),
      distanceShare: share * (safeguardsWarmup ? d : γ))
    parameter.sweep(c, dk_prodigy_average_f32, dk_prodigy_average_f64)
    parameter[shared: Position.denominator] += parameter[slot: 2].abs().sum().scalar
  }

  private func move(_ parameter: borrowing ParameterUpdate) {
    if parameter[shared: Position.moves] == 0 { return }
    let step = parameter.step
    let (d, γ) = (parameter[shared: Position.distance], parameter[shared: Position.rate])
    let c = dk_prodigy_step(
      shrink: decoupledWeightDecay ? weightDecay(step) * γ : 0, stepSize: γ,
      epsilon: d * epsilon(step))
    parameter.sweep(c, dk_prodigy_step_f32, dk_prodigy_step_f64)
  }
}
