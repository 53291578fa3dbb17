import DescentTensor

/// How far the right class is from beating every other one by a margin.
///
///     l = w[c] Σ max(0, m − x[c] + xₖ)ᵖ / n,   the sum over k ≠ c, p = 1 or 2
///
/// - Parameters:
///   - scores: x, `[rows, classes]` or `[classes]`.
///   - classes: c, whole numbers from 0, `[rows]` or a scalar.
///   - margin: m.
///   - isSquared: Whether p is 2.
///   - weights: w, a constant weight for each class; 1 where nil. The mean is over the rows all the
///     same, as in torch.
///   - reduction: Whether to average, as torch does by default, to add up, or neither.
/// - Returns: One number, or one for each row.
/// - SeeAlso: torch.nn.MultiMarginLoss.
public func multiMarginLoss(
  _ scores: Tensor, _ classes: Tensor, margin: Double = 1, isSquared: Bool = false,
  weights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  precondition(
    scores.rank == 1 || scores.rank == 2, "multiMarginLoss: an input of shape \(scores.shape)")
  let axis = ClassAxis(scores, "multiMarginLoss")
  precondition(
    classes.shape == axis.shape,
    "multiMarginLoss: an input of shape \(scores.shape), classes of shape \(classes.shape)")
  let (x, flat) = (axis.rows, classes.flattened)
  let n = x.shape[1]
  // The right class's own term is mᵖ, whatever its score, and is taken off again.
  let right = -x.classLikelihood(flat, ignored: .min)
  var terms = (margin + x - right.expandingAxis(1)).relu()
  if isSquared { terms = terms.squared() }
  let own = isSquared ? margin * margin : margin
  var losses = (terms.sum(axis: 1) - own) / Double(n)
  if let weights {
    losses =
      losses
      * flat.asClasses("multiMarginLoss").classWeights(
        weights.detached, below: n, ignored: .min, dtype: x.dtype)
  }
  return reduction(losses.reshaped(to: axis.shape))
}
