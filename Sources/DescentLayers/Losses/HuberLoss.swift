import DescentTensor

/// Squares of small differences and multiples of great ones.
///
///     d = ŷ − y,   l = ½ d² where |d| ≤ δ, else δ (|d| − ½ δ),   ∂l/∂ŷ = d held within ±δ
///
/// - Parameters:
///   - predictions: ŷ, of any shape.
///   - targets: y, of the same shape.
///   - delta: δ, where squares end; greater than 0.
///   - reduction: Whether to average, as torch does by default, to add up, or neither.
/// - Returns: One number, or one for each element.
/// - SeeAlso: Huber, *Robust Estimation of a Location Parameter* (1964); torch.nn.HuberLoss.
public func huberLoss(
  _ predictions: Tensor, _ targets: Tensor, delta: Double = 1, reduction: Reduction = .mean
) -> Tensor {
  requireSameShape("huberLoss", predictions, targets)
  precondition(delta > 0, "huberLoss: delta must be greater than 0, not \(delta)")
  return reduction(held(predictions - targets, delta))
}

/// The Huber loss divided by δ, which tends to the absolute difference as δ goes to 0.
///
///     d = ŷ − y,   l = ½ d² / β where |d| < β, else |d| − ½ β
///
/// - Parameters:
///   - predictions: ŷ, of any shape.
///   - targets: y, of the same shape.
///   - beta: β, where squares end; at least 0, where 0 is ``meanAbsoluteError(_:_:reduction:)``.
///   - reduction: Whether to average, as torch does by default, to add up, or neither.
/// - Returns: One number, or one for each element.
/// - SeeAlso: torch.nn.SmoothL1Loss.
public func smoothAbsoluteError(
  _ predictions: Tensor, _ targets: Tensor, beta: Double = 1, reduction: Reduction = .mean
) -> Tensor {
  requireSameShape("smoothAbsoluteError", predictions, targets)
  precondition(beta >= 0, "smoothAbsoluteError: beta must be at least 0, not \(beta)")
  if beta == 0 { return reduction((predictions - targets).abs()) }
  return reduction(held(predictions - targets, beta) / beta)
}

/// c (d − ½ c) with c = d held within ±δ: both pieces in one formula, whose derivative is c.
private func held(_ d: Tensor, _ delta: Double) -> Tensor {
  let c = d.clamped(from: -delta, to: delta)
  return c * (d - 0.5 * c)
}
