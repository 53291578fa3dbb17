import CDescentKernels
import DescentTensor

/// AdamW that needs no schedule: an average of the weights takes the place of a falling rate.
///
///     yₜ = (1 − β₁) zₜ + β₁ xₜ,   gₜ = ∇f(yₜ)
///     vₜ = β₂ vₜ₋₁ + (1 − β₂) gₜ²
///     zₜ₊₁ = zₜ − α (gₜ / (√v̂ₜ + ε) + λ yₜ)
///     xₜ₊₁ = (1 − cₜ) xₜ + cₜ zₜ₊₁,   cₜ = wₜ / Σ w,   wₜ = tʳ (max α)ᵖ
///
/// The model that is trained holds y; the one to evaluate and to save is x, which
/// ``OptimizerState/evaluationModel(of:using:)`` gives as another value:
///
///     state.update(&model, along: gradients, using: optimizer)
///     let accuracy = test(state.evaluationModel(of: model, using: optimizer))
///
/// There is no mode to switch, and so none to forget.
///
/// - Note: Here β₁ is the interpolation's, above 0, and must not change during a run: x is computed from y
///   and z with it.
/// - Note: The warm-up is by the number of updates of the whole model, and multiplies the rate.
/// - SeeAlso: Defazio et al., *The Road Less Scheduled* (arXiv:2405.15682), Algorithm 1. Order of
///   operations: schedulefree.AdamWScheduleFree, 1.4.1.
public struct ScheduleFreeAdamW: ConfigurableOptimizer, SweepingOptimizer {
  /// The rule's name.
  public static let name = "ScheduleFreeAdamW"

  /// Every option.
  public static let options: [OptimizerOption<ScheduleFreeAdamW>] =
    [.number("lr", "learningRate", \.learningRate, .nonNegative)]
    + OptimizerOption.pair("betas", ("beta1", \.beta1), ("beta2", \.beta2), .belowOne)
    + [
      .number("eps", "epsilon", \.epsilon, .nonNegative),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .count("warmup_steps", "warmupSteps", \.warmupSteps, atLeast: 0),
      .number("r", "r", \.r, .nonNegative),
      .number("weight_lr_power", "weightRatePower", \.weightRatePower, .nonNegative),
      .flag("maximize", "maximize", \.maximize),
    ]

  /// α.
  public var learningRate: Schedule
  /// β₁, how much of x is in y.
  public var beta1: Schedule
  /// β₂, how much of the mean squared gradient is kept.
  public var beta2: Schedule
  /// ε.
  public var epsilon: Schedule
  /// λ, taken at y.
  public var weightDecay: Schedule
  /// The number of updates over which the rate grows to α.
  public var warmupSteps: Int
  /// The power of t in the weight of a step.
  public var r: Double
  /// The power of the greatest rate so far in the weight of a step.
  public var weightRatePower: Double
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with the authors' defaults.
  public init() { self.init(learningRate: 2.5e-3) }

  /// A rule with the authors' defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - beta1: β₁, how much of x is in y.
  ///   - beta2: β₂, how much of the mean squared gradient is kept.
  ///   - epsilon: ε.
  ///   - weightDecay: λ, taken at y.
  ///   - warmupSteps: The number of updates over which the rate grows to α.
  ///   - r: The power of t in the weight of a step.
  ///   - weightRatePower: The power of the greatest rate so far in the weight of a step.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ε, λ, the warm-up and the powers are at least 0; β₂ is at least 0 and
  ///   below 1, β₁ above 0 too.
  public init(
    learningRate: Schedule = 2.5e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    epsilon: Schedule = 1e-8, weightDecay: Schedule = 0, warmupSteps: Int = 0, r: Double = 0,
    weightRatePower: Double = 2, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.warmupSteps = warmupSteps
    self.r = r
    self.weightRatePower = weightRatePower
    self.maximize = maximize
    requireValid()
  }

  /// x is computed from y and z by β₁, which must be there and stay.
  public var conflict: (option: String, expected: String)? {
    beta1.constant.map { $0 > 0 } == true ? nil : ("betas", "constant, and the first above 0")
  }

  /// The point z and the mean square v.
  public var slots: [String] { ["z", "exp_avg_sq"] }

  /// The numbers of the average.
  public var sharedValues: [(name: String, initial: Double)] { ScheduleFreeAverage.sharedValues }

  /// z starts at the parameter, v at zeros.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    slot == "z" ? parameter.detached : Tensor(zerosLike: parameter)
  }

  /// Takes this step's weight into the average.
  public func begin(pass: Int, step: Int64, shared: inout [Double]) {
    ScheduleFreeAverage.begin(
      step: step, rate: learningRate(step), warmup: warmupSteps, r: r, power: weightRatePower,
      shared: &shared)
  }

  /// v.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    let step = parameter.step
    return SecondMoment(
      slot: 1, correction: biasCorrection(beta2(step), Double(step + 1)).squareRoot(),
      epsilon: epsilon(step))
  }

  /// Changes one parameter, its z and its v.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let β2 = beta2(step)
    let average = ScheduleFreeAverage(parameter)
    let c = dk_schedule_free_adamw(
      sign: maximize ? -1 : 1, lr: average.rate, weightDecay: weightDecay(step), beta2: β2,
      oneMinusBeta2: 1 - β2, correction2: biasCorrection(β2, Double(step + 1)),
      epsilon: epsilon(step), share: average.share, pull: average.pull(beta1(step)))
    parameter.sweep(c, dk_schedule_free_adamw_f32, dk_schedule_free_adamw_f64)
  }

  /// The average x.
  public func evaluationWeights(_ weights: Tensor, slots: [Tensor], group: Int) -> Tensor {
    ScheduleFreeAverage.evaluationWeights(weights, slots[0], beta1(0))
  }
}
