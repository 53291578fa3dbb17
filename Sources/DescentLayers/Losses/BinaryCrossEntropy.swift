import DescentTensor

/// The cross-entropy of yes-or-no scores with what was right, without overflow.
///
///     L = Σ ln(1 + eᶻ) − z y,   averaged or added up
///
/// - Parameters:
///   - logits: z, of any shape: scores before any sigmoid.
///   - targets: y, of the same shape, between 0 and 1.
///   - reduction: Whether to average, as torch does by default, or to add up.
/// - Returns: One number.
public func binaryCrossEntropy(
  logits: Tensor, _ targets: Tensor, reduction: Reduction = .mean
) -> Tensor {
  precondition(
    logits.shape == targets.shape,
    "binaryCrossEntropy: logits of shape \(logits.shape), targets of shape \(targets.shape)")
  return reduction(logits.softplus() - logits * targets)
}
