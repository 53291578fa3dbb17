import DescentTensor

/// The absolute differences between predictions and targets.
///
///     L = Σ |ŷ − y| / n,   ∂L/∂ŷ = sign(ŷ − y) / n
///
/// - Parameters:
///   - predictions: ŷ, of any shape.
///   - targets: y, of the same shape.
///   - reduction: Whether to average, as torch does by default, to add up, or neither.
/// - Returns: One number, or one for each element.
/// - SeeAlso: torch.nn.L1Loss.
public func meanAbsoluteError(
  _ predictions: Tensor, _ targets: Tensor, reduction: Reduction = .mean
) -> Tensor {
  requireSameShape("meanAbsoluteError", predictions, targets)
  return reduction((predictions - targets).abs())
}
