import DescentTensor

/// The squared differences between predictions and targets.
///
///     L = Σ (ŷ − y)² / n,   ∂L/∂ŷ = 2 (ŷ − y) / n
///
/// - Parameters:
///   - predictions: ŷ, of any shape.
///   - targets: y, of the same shape: a target that would be stretched is refused, because a column
///     against a row silently compares every prediction with every target.
///   - reduction: Whether to average, as torch does by default, to add up, or neither.
/// - Returns: One number, or one for each element.
/// - SeeAlso: torch.nn.MSELoss.
public func meanSquaredError(
  _ predictions: Tensor, _ targets: Tensor, reduction: Reduction = .mean
) -> Tensor {
  requireSameShape("meanSquaredError", predictions, targets)
  return reduction((predictions - targets).squared())
}

/// Refuses targets that would be stretched.
func requireSameShape(_ name: StaticString, _ predictions: Tensor, _ targets: Tensor) {
  precondition(
    predictions.shape == targets.shape,
    "\(name): predictions of shape \(predictions.shape), targets of shape \(targets.shape)")
}
