import DescentTensor

/// The divergence of a distribution from that of a model, given by its logarithms.
///
///     l = p (ln p − x),   0 where p = 0;   with logarithms t of p:   l = eᵗ (t − x)
///
/// - Parameters:
///   - logProbabilities: x, the model's, of any shape.
///   - targets: p, or their logarithms, of the same shape.
///   - areLogarithms: Whether the targets are logarithms: torch's `log_target`.
///   - reduction: Whether to average over the elements, as torch does by default, to add up, to add
///     up and divide by the rows, which is the divergence itself, or none of it.
/// - Returns: One number, or one for each element.
/// - SeeAlso: torch.nn.KLDivLoss.
public func klDivergence(
  _ logProbabilities: Tensor, _ targets: Tensor, areLogarithms: Bool = false,
  reduction: DivergenceReduction = .mean
) -> Tensor {
  requireSameShape("klDivergence", logProbabilities, targets)
  let losses: Tensor
  if areLogarithms {
    losses = targets.exp() * (targets - logProbabilities)
  } else {
    // The logarithm of 1 where p is 0: ln 0 would turn 0 · ∞ into not a number.
    let logarithms = (targets .== 0).select(Tensor(onesLike: targets), targets).log()
    losses = targets * logarithms - targets * logProbabilities
  }
  switch reduction {
  case .mean: return losses.mean()
  case .sum: return losses.sum()
  case .none: return losses
  case .batchMean:
    precondition(losses.rank >= 1, "klDivergence: a mean over the rows of a scalar")
    return losses.sum() / Double(losses.shape[0])
  }
}

/// How the elements of a divergence become one number, or that they do not.
public enum DivergenceReduction: Sendable, Hashable, CaseIterable {
  /// Their mean: torch's default, which is not the mean divergence of the rows.
  case mean
  /// Their sum divided by the length of the outermost axis: the mean divergence of the rows.
  case batchMean
  /// Their sum.
  case sum
  /// Each stays by itself.
  case none
}
