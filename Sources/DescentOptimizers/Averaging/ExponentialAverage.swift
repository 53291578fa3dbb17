import DescentTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An exponential moving average of weights.
///
///     aₜ = lerp(aₜ₋₁, wₜ, 1 − β),   a₁ = w₁
///
/// With `isBiasCorrected` the average is Σ βᵗ⁻ˢ wₛ / Σ βᵗ⁻ˢ: the first weights count for as much as
/// they would in a long run, instead of for all that was before them. It is the same recursion with
/// the weight (1 − β) / (1 − βᵗ).
///
/// - SeeAlso: torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn, 2.15.
public struct ExponentialAverage: ParameterAverage {
  /// β, how much of the average is kept.
  public let decay: Double
  /// Whether the first weights are no more than any others.
  public let isBiasCorrected: Bool
  /// The averages in visiting order; empty before the first update.
  public var values: [Tensor] = []
  /// How many models were averaged.
  public var updates: Int64 = 0

  /// An average of nothing yet.
  ///
  /// - Parameters:
  ///   - decay: β.
  ///   - isBiasCorrected: Whether the first weights are no more than any others.
  /// - Precondition: The decay is at least 0 and below 1.
  public init(decay: Double = 0.999, isBiasCorrected: Bool = false) {
    precondition(
      decay >= 0 && decay < 1,
      "ExponentialAverage: the decay must be at least 0 and below 1, not \(decay)")
    self.decay = decay
    self.isBiasCorrected = isBiasCorrected
  }

  /// How much of the next model goes in.
  public var nextWeight: Double {
    isBiasCorrected ? (1 - decay) / (1 - pow(decay, Double(updates + 1))) : 1 - decay
  }
}
