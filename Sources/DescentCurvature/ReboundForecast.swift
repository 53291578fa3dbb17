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
/// which rises without end, and crosses the threshold, r times what was measured, at
///
///     t = t₀ + ln(1 + (r² − 1) (1 − β₂^t₀)) / −ln β₂
///
/// - Note: Here ε is left out. One that is not small beside √v̂ puts the crossing off, or, from
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
  ///
  /// - Parameters:
  ///   - step: t₀, at least 1.
  ///   - sharpness: η λ₁(P⁻¹H) there, above 0.
  ///   - beta2: β₂, above 0 and below 1.
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
    sharpness * exp(decay * Double(t - step) / 2) * (settled(t) / settled(step)).squareRoot()
  }

  /// The first step at which the threshold is reached, the greatest `Int` if it is beyond.
  ///
  /// Below ``step`` if the measurement was above the threshold already.
  public func crossing(of threshold: Double) -> Int {
    precondition(
      threshold > 0 && threshold.isFinite, "ReboundForecast: a threshold of \(threshold)")
    let r = threshold / sharpness
    let growth =
      r < 1e150
      ? log1p((r * r - 1) * settled(step))
      : 2 * (log(threshold) - log(sharpness)) + log(settled(step))
    let t = (Double(step) + growth / decay).rounded(.up)
    return Int(exactly: t) ?? .max
  }

  /// −ln β₂.
  private var decay: Double { -log(beta2) }

  /// 1 − β₂ᵗ, the share of v that bias correction takes for known.
  private func settled(_ t: Int) -> Double { -expm1(-Double(t) * decay) }
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
