import CDescentKernels
import DescentTensor

/// Gradient descent that needs no schedule: an average of the weights takes the place of a falling
/// rate.
///
///     yₜ = (1 − β) zₜ + β xₜ,   gₜ = ∇f(yₜ) + λ yₜ
///     zₜ₊₁ = zₜ − α gₜ
///     xₜ₊₁ = (1 − cₜ) xₜ + cₜ zₜ₊₁,   cₜ = wₜ / Σ w,   wₜ = tʳ (max α)ᵖ
///
/// The model that is trained holds y; the one to evaluate and to save is x:
/// ``OptimizerState/evaluationModel(of:using:)``.
///
/// - Note: Here β, called the momentum, is above 0 and must not change during a run: x is computed from y
///   and z with it.
/// - SeeAlso: Defazio et al., *The Road Less Scheduled* (arXiv:2405.15682), equations 2 to 4. Order of
///   operations: schedulefree.SGDScheduleFree, 1.4.1.
public struct ScheduleFreeSGD: ConfigurableOptimizer, SweepingOptimizer {
  /// The rule's name.
  public static let name = "ScheduleFreeSGD"

  /// Every option.
  public static let options: [OptimizerOption<ScheduleFreeSGD>] = [
    .number("lr", "learningRate", \.learningRate, .nonNegative),
    .number("momentum", "momentum", \.momentum, .fraction),
    .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
    .count("warmup_steps", "warmupSteps", \.warmupSteps, atLeast: 0),
    .number("r", "r", \.r, .nonNegative),
    .number("weight_lr_power", "weightRatePower", \.weightRatePower, .nonNegative),
    .flag("maximize", "maximize", \.maximize),
  ]

  /// α.
  public var learningRate: Schedule
  /// β, how much of x is in y.
  public var momentum: Double
  /// λ, added to the gradient.
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
  public init() { self.init(learningRate: 1) }

  /// A rule with the authors' defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - momentum: β, how much of x is in y.
  ///   - weightDecay: λ, added to the gradient.
  ///   - warmupSteps: The number of updates over which the rate grows to α.
  ///   - r: The power of t in the weight of a step.
  ///   - weightRatePower: The power of the greatest rate so far in the weight of a step.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, λ, the warm-up and the powers are at least 0; β is between 0 and 1.
  public init(
    learningRate: Schedule = 1, momentum: Double = 0.9, weightDecay: Schedule = 0,
    warmupSteps: Int = 0, r: Double = 0, weightRatePower: Double = 2, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.warmupSteps = warmupSteps
    self.r = r
    self.weightRatePower = weightRatePower
    self.maximize = maximize
    requireValid()
  }

  /// The point z.
  public var slots: [String] { ["z"] }

  /// The numbers of the average.
  public var sharedValues: [(name: String, initial: Double)] { ScheduleFreeAverage.sharedValues }

  /// z starts at the parameter.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    parameter.detached
  }

  /// Takes this step's weight into the average.
  public func begin(pass: Int, step: Int64, shared: inout [Double]) {
    ScheduleFreeAverage.begin(
      step: step, rate: learningRate(step), warmup: warmupSteps, r: r, power: weightRatePower,
      shared: &shared)
  }

  /// Changes one parameter and its z.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let average = ScheduleFreeAverage(parameter)
    let c = dk_schedule_free_sgd(
      sign: maximize ? -1 : 1, lr: average.rate, weightDecay: weightDecay(parameter.step),
      share: average.share, pull: average.pull(momentum))
    parameter.sweep(c, dk_schedule_free_sgd_f32, dk_schedule_free_sgd_f64)
  }

  /// The average x.
  public func evaluationWeights(_ weights: Tensor, slots: [Tensor], group: Int) -> Tensor {
    ScheduleFreeAverage.evaluationWeights(weights, slots[0], momentum)
  }
}
