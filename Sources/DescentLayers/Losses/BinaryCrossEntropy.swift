import DescentTensor

/// The cross-entropy of yes-or-no scores with what was right, without overflow.
///
///     l = w ((1 − y) ln(1 + eᶻ) + v y ln(1 + e⁻ᶻ)),   ∂l/∂z = w ((1 − y) σ(z) − v y σ(−z))
///
/// - Parameters:
///   - logits: z, of any shape: scores before any sigmoid.
///   - targets: y, of the same shape, between 0 and 1.
///   - weight: w, which stretches to the shape of the logits, a constant; 1 where nil. The mean is
///     over the number of elements all the same, as in torch.
///   - positiveWeight: v, likewise: how much more a yes counts than a no.
///   - reduction: Whether to average, as torch does by default, to add up, or neither.
/// - Returns: One number, or one for each element.
/// - SeeAlso: torch.nn.BCEWithLogitsLoss.
public func binaryCrossEntropy(
  logits: Tensor, _ targets: Tensor, weight: Tensor? = nil, positiveWeight: Tensor? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  let losses = logits.binaryCrossEntropy(targets, positiveWeight: positiveWeight)
  guard let weight else { return reduction(losses) }
  precondition(
    weight.shape.broadcast(with: losses.shape) == losses.shape,
    "binaryCrossEntropy: a weight of shape \(weight.shape) for logits of shape \(logits.shape)")
  return reduction(losses * weight.detached)
}
