import DescentTensor

/// The cross-entropy of yes-or-no scores with what was right, without overflow.
///
///     L = Σ ln(1 + eᶻ) − z y,   averaged or added up;   ∂L/∂z = σ(z) − y
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
  // ln(1 + eᶻ) − z y without the difference of two great numbers, which would lose what a confident
  // score leaves. Its parts have kinks at 0, the whole has none: the derivative is given.
  let (z, y) = (logits.detached, targets.detached)
  let losses = Tensor.custom(
    of: [logits, targets], value: z.relu() - z * y + (-z.abs()).softplus()
  ) { g in
    [g * (logits.sigmoid() - targets), -(g * logits)]
  }
  return reduction(losses)
}
