#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// When a converged Adam run will leave its minimum, told from one measurement long before.
///
/// Near a minimum g² ≪ v, so v only decays: vₜ = v₀ β₂^(t − t₀). P shrinks with √v̂ and
///
///     η λ(t) = η λ(t₀) · β₂^(−(t − t₀)/2) · √((1 − β₂ᵗ) / (1 − β₂^t₀))
///
/// which rises without end, and crosses the threshold at
///
///     t = ln(1 + (threshold / η λ(t₀))² (β₂^−t₀ − 1)) / −ln β₂
///
/// - Note: ε is left out. One that is not small beside √v̂ puts the crossing off, or, from
///   ``prescribedEpsilon(rate:curvature:beta1:)`` on, abolishes it.
/// - Note: It holds for a curvature that stays and a rate that stays, with full batches.
public struct ReboundForecast: Sendable, Hashable {
  /// t₀, how many updates there were at the measurement.
  public var step: Int
  /// η λ₁(P⁻¹H) there.
  public var sharpness: Double
  /// β₂, how much of v is kept at each update.
  public var beta2: Double

  /// A forecast from one measurement.
  public init(from step: Int, sharpness: Double, beta2: Double = 0.999) {
    precondition(
      step >= 1 && sharpness > 0 && beta2 > 0 && beta2 < 1,
      "ReboundForecast: step \(step), sharpness \(sharpness), β₂ \(beta2)")
    self.step = step
    self.sharpness = sharpness
    self.beta2 = beta2
  }

  /// η λ₁(P⁻¹H) after `t` updates, if v does nothing but decay.
  public func sharpness(at t: Int) -> Double {
    sharpness * (growth(t) / growth(step)).squareRoot()
  }

  /// The first step at which the threshold is reached.
  public func crossing(of threshold: Double) -> Int {
    let ratio = threshold / sharpness
    let t = log1p(ratio * ratio * growth(step)) / -log(beta2)
    return Int(t.rounded(.up))
  }

  /// β₂^−t − 1.
  private func growth(_ t: Int) -> Double { expm1(-Double(t) * log(beta2)) }
}

/// The least ε that keeps Adam at a minimum of constant curvature for ever.
///
/// However far v decays, P ≥ ε, so η λ₁(P⁻¹H) ≤ η λ₁(H) / ε. It stays below the threshold if
///
///     ε ≥ η λ₁(H) (1 − β₁) / (2 + 2β₁)
///
/// The price: once v is small, steps are those of gradient descent with momentum at rate η / ε.
///
/// - Parameters:
///   - rate: η.
///   - curvature: λ₁(H), of the Hessian without a preconditioner.
///   - beta1: β₁.
/// - Returns: ε.
public func prescribedEpsilon(rate: Double, curvature: Double, beta1: Double = 0.9) -> Double {
  rate * curvature / StabilityThreshold.adam(beta1: beta1)
}
