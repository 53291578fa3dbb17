import DescentTensor

/// The mean of the weights at every update: stochastic weight averaging.
///
///     aₙ₊₁ = lerp(aₙ, w, 1 / (n + 1)),   a₁ = w₁
///
/// - SeeAlso: Izmailov et al., *Averaging Weights Leads to Wider Optima and Better Generalization*
///   (arXiv:1803.05407), Algorithm 1; torch.optim.swa_utils.AveragedModel, 2.15.
public struct StochasticAverage: ParameterAverage {
  /// The averages in visiting order; empty before the first update.
  public var values: [Tensor] = []
  /// How many models were averaged.
  public var updates: Int64 = 0

  /// An average of nothing yet.
  public init() {}

  /// How much of the next model goes in.
  public var nextWeight: Double { 1 / Double(updates + 1) }
}
