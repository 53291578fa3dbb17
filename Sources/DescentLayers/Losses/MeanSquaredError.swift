import DescentTensor

/// The squared differences between predictions and targets, averaged or added up.
///
///     L = Σ (ŷ − y)² / n      or, with `reduction: .sum`,   Σ (ŷ − y)²
///
/// - Parameters:
///   - predictions: ŷ, of any shape.
///   - targets: y, of the same shape: a target that would be stretched is refused, because a column
///     against a row silently compares every prediction with every target.
///   - reduction: Whether to average, as torch does by default, or to add up.
/// - Returns: One number.
public func meanSquaredError(
  _ predictions: Tensor, _ targets: Tensor, reduction: Reduction = .mean
) -> Tensor {
  precondition(
    predictions.shape == targets.shape,
    "meanSquaredError: predictions of shape \(predictions.shape), targets of shape \(targets.shape)"
  )
  return reduction((predictions - targets).squared())
}
