import CDescentKernels
import DescentTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Stochastic gradient descent with a falling rate, and the average of the points that it passes.
///
///     gₜ = ∇f(θₜ₋₁) + λ θₜ₋₁
///     θₜ = (1 − ν ηₜ) θₜ₋₁ − ηₜ gₜ,   ηₜ = α / (1 + ν α (t − 1))^κ
///     aₜ = aₜ₋₁ + μₜ (θₜ − aₜ₋₁),   μₜ = 1 / max(1, t − 1 − t₀)
///
/// The average a is the buffer `ax`: up to step t₀ it follows θ, then it is the mean of what came
/// after. It is the answer; θ goes on wandering.
///
///     let average = state.buffer("ax")
///
/// - Note: Here ηₜ and μₜ are rounded to `float32` whatever the parameter's type, as in torch. Where α, ν
///   or κ is a schedule, ηₜ is of their values one step before, as in torch, which computes it at the
///   end of a step for the next; the first is α.
/// - SeeAlso: Polyak & Juditsky, *Acceleration of Stochastic Approximation by Averaging* (SIAM J.
///   Control Optim. 30, 1992); Xu, *Towards Optimal One Pass Large Scale Learning with Averaged
///   Stochastic Gradient Descent* (arXiv:1107.2490), whose rate has κ = ¾. Order of operations:
///   torch.optim.ASGD, 2.15.
public struct ASGD: ConfigurableOptimizer, OrderlessOptimizer {
  /// The rule's name.
  public static let name = "ASGD"

  /// Every option, in the order of torch's signature.
  public static let options: [OptimizerOption<ASGD>] =
    [
      .number("lr", "learningRate", \.learningRate, .nonNegative),
      .number("lambd", "shrinkage", \.shrinkage, .nonNegative),
      .number("alpha", "power", \.power, .finite),
      .number("t0", "averagingStart", \.averagingStart, .finite),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .flag("maximize", "maximize", \.maximize),
    ] + OptimizerOption.torchImplementationChoices

  /// α.
  public var learningRate: Schedule
  /// ν, which shrinks the weights and lets the rate fall.
  public var shrinkage: Schedule
  /// κ, the power by which the rate falls.
  public var power: Schedule
  /// t₀, the number of steps before the average begins.
  public var averagingStart: Double
  /// λ, added to the gradient.
  public var weightDecay: Schedule
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with torch's defaults.
  public init() { self.init(learningRate: 1e-2) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α.
  ///   - shrinkage: ν, which shrinks the weights and lets the rate fall.
  ///   - power: κ, the power by which the rate falls.
  ///   - averagingStart: t₀, the number of steps before the average begins.
  ///   - weightDecay: λ, added to the gradient.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, ν and λ are at least 0; κ and t₀ are finite.
  public init(
    learningRate: Schedule = 1e-2, shrinkage: Schedule = 1e-4, power: Schedule = 0.75,
    averagingStart: Double = 1e6, weightDecay: Schedule = 0, maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.shrinkage = shrinkage
    self.power = power
    self.averagingStart = averagingStart
    self.weightDecay = weightDecay
    self.maximize = maximize
    requireValid()
  }

  /// The average a, by torch's name.
  public var slots: [String] { ["ax"] }

  /// Changes one parameter and its average.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let past = Double(parameter.updates)
    let before = past == 0 ? step : step - 1
    let α = learningRate(before)
    let η = Double(Float(α / pow(1 + shrinkage(before) * α * past, power(before))))
    let c = dk_asgd(
      sign: maximize ? -1 : 1, weightDecay: weightDecay(step), keep: 1 - shrinkage(step) * η,
      eta: η,
      mu: Double(Float(1 / max(1, past - averagingStart))))
    parameter.sweep(c, dk_asgd_f32, dk_asgd_f64)
  }
}
