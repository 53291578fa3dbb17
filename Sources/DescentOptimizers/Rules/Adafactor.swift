import DescentTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Adaptive steps with a second moment of rows and columns instead of one for each weight.
///
///     wₜ = t^τ,   ρₜ = min(α, 1/√t),   αₜ = max(ε₂, RMS(θₜ₋₁)) ρₜ
///     Rₜ = (1 − wₜ) Rₜ₋₁ + wₜ mean over columns of gₜ²
///     Cₜ = (1 − wₜ) Cₜ₋₁ + wₜ mean over rows of gₜ²
///     Vₜ = Rₜ Cₜ / max(mean Rₜ, ε₁)            of the last two axes; without factors for a vector
///     Uₜ = gₜ / √max(Vₜ, ε₁²)
///     θₜ = (1 − α λ) θₜ₋₁ − αₜ Uₜ / max(1, RMS(Uₜ) / d)
///
/// A matrix of m rows and n columns costs m + n numbers of memory.
///
/// - Note: As in torch, and other than in the paper, α is a hyperparameter and not 0.01, R and C are
///   means and not sums, ε₁ bounds the denominators and is not added to g², and there is a decay λ.
/// - Note: Without ε₁ it is the spacing of the parameter's type at 1. torch takes that of the first
///   parameter of a call for all that follow, whatever their type.
/// - SeeAlso: Shazeer & Stern, *Adafactor: Adaptive Learning Rates with Sublinear Memory Cost*
///   (arXiv:1804.04235), Algorithms 4 and 5. Behaviour: torch.optim.Adafactor, 2.15.
public struct Adafactor: ConfigurableOptimizer {
  /// The rule's name.
  public static let name = "Adafactor"

  /// Every option, in the order of torch's signature, whose `eps` is (ε₁, ε₂).
  public static let options: [OptimizerOption<Adafactor>] =
    [
      .number("lr", "learningRate", \.learningRate, .nonNegative),
      .number(
        "beta2_decay", "beta2Decay", \.beta2Decay,
        NumberDomain(description: "a finite number of at most 0") { $0 <= 0 && $0.isFinite }),
      epsilons, epsilon1Option,
      .number("eps2", "epsilon2", \.epsilon2, .nonNegative),
      .number(
        "d", "clippingThreshold", \.clippingThreshold,
        NumberDomain(description: "a finite number of at least 1") { $0 >= 1 && $0.isFinite }),
      .number("weight_decay", "weightDecay", \.weightDecay, .nonNegative),
      .flag("maximize", "maximize", \.maximize),
    ] + OptimizerOption.torchImplementationChoices

  private static let epsilons = OptimizerOption<Adafactor>(
    name: "eps", swiftName: "eps", expected: "two finite numbers of at least 0", report: .never,
    read: { .numbers([$0.epsilon1 ?? .nan, $0.epsilon2]) },
    write: { rule, value in
      guard case .numbers(let numbers) = value, numbers.count == 2 else { return false }
      (rule.epsilon1, rule.epsilon2) = (numbers[0], numbers[1])
      return true
    },
    accepts: { ($0.epsilon1 ?? 0).isFinite && ($0.epsilon1 ?? 0) >= 0 })

  private static let epsilon1Option = OptimizerOption<Adafactor>(
    name: "eps1", swiftName: "epsilon1", expected: "a finite number of at least 0, or none",
    report: .always,
    read: { $0.epsilon1.map { .number($0) } ?? .none },
    write: { rule, value in
      switch value {
      case .none: rule.epsilon1 = nil
      case .number(let number): rule.epsilon1 = number
      case .numbers, .bool, .text: return false
      }
      return true
    },
    accepts: { ($0.epsilon1 ?? 0).isFinite && ($0.epsilon1 ?? 0) >= 0 })

  /// α, the greatest relative step.
  public var learningRate: Schedule
  /// τ, by which β₂ goes to 1: β₂ₜ = 1 − t^τ.
  public var beta2Decay: Double
  /// ε₁, which keeps the denominators from 0; the spacing of the parameter's type at 1 if nil.
  public var epsilon1: Double?
  /// ε₂, the least RMS that a parameter is taken to have.
  public var epsilon2: Double
  /// d, the RMS of U above which it is scaled down.
  public var clippingThreshold: Double
  /// λ, which shrinks the weights directly.
  public var weightDecay: Schedule
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// A rule with torch's defaults.
  public init() { self.init(learningRate: 1e-2) }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Parameters:
  ///   - learningRate: α, the greatest relative step.
  ///   - beta2Decay: τ, by which β₂ goes to 1: β₂ₜ = 1 − t^τ.
  ///   - epsilon1: ε₁, which keeps the denominators from 0; the spacing of the parameter's type at 1
  ///     if nil.
  ///   - epsilon2: ε₂, the least RMS that a parameter is taken to have.
  ///   - clippingThreshold: d, the RMS of U above which it is scaled down.
  ///   - weightDecay: λ, which shrinks the weights directly.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: The rate, both ε and λ are at least 0, τ is at most 0, d at least 1.
  public init(
    learningRate: Schedule = 1e-2, beta2Decay: Double = -0.8, epsilon1: Double? = nil,
    epsilon2: Double = 1e-3, clippingThreshold: Double = 1, weightDecay: Schedule = 0,
    maximize: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta2Decay = beta2Decay
    self.epsilon1 = epsilon1
    self.epsilon2 = epsilon2
    self.clippingThreshold = clippingThreshold
    self.weightDecay = weightDecay
    self.maximize = maximize
    requireValid()
  }

  /// R and C of a matrix, V of a vector, by torch's names; the others are empty.
  public var slots: [String] { ["row_var", "col_var", "variance"] }

  /// Zeros: R has one column, C one row; V is like the parameter.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    var shape = parameter.shape.dimensions
    let rank = shape.count
    switch slot {
    case "row_var" where rank > 1: shape[rank - 1] = 1
    case "col_var" where rank > 1: shape[rank - 2] = 1
    case "variance" where rank < 2: break
    default: shape = [0]
    }
    return .zeros(Shape(shape), dtype: parameter.dtype)
  }

  /// Changes one parameter and its moments.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let step = parameter.step
    let t = Double(parameter.updates + 1)
    let (α, λ) = (learningRate(step), weightDecay(step))
    let ε1 = epsilon1 ?? (parameter.dtype == .float32 ? Double(Float.ulpOfOne) : .ulpOfOne)
    let g = maximize ? -parameter.gradient : parameter.gradient
    var θ = parameter.weights
    let root = Double(max(θ.count, 1)).squareRoot()
    let w = pow(t, beta2Decay)
    let ρ = min(α, 1 / t.squareRoot())
    let αt = max(epsilon2, θ.sumOfSquares.squareRoot() / root) * ρ
    if λ != 0 { θ = θ * (1 - α * λ) }
    let g2 = g.squared()
    var v: Tensor
    if θ.rank > 1 {
      let r = parameter[slot: 0].lerp(to: g2.mean(axis: -1, keepingAxis: true), by: w)
      let c = parameter[slot: 1].lerp(to: g2.mean(axis: -2, keepingAxis: true), by: w)
      parameter[slot: 0] = r
      parameter[slot: 1] = c
      v = r * c / r.mean(axis: -2, keepingAxis: true).clamped(from: ε1)
    } else {
      v = parameter[slot: 2].lerp(to: g2, by: w)
      parameter[slot: 2] = v
    }
    v = v.clamped(from: ε1 * ε1)
    let u = g / v.sqrt()
    let rms = u.sumOfSquares.squareRoot() / root
    parameter.weights = θ - u * (αt / max(1, rms / clippingThreshold))
  }
}
