import DescentTensor

/// The cross-entropy of class scores with the right classes.
///
///     L = −Σᵢ ln softmax(zᵢ)[cᵢ] / n
///
/// - Parameters:
///   - logits: z, `[n, classes]`: scores before any softmax.
///   - classes: c, `[n]`, whole numbers from 0: `int32`, `int64` or `uint8`.
///   - reduction: Whether to average over the rows, as torch does by default, or to add up.
/// - Returns: One number.
/// - Precondition: every class is one of the columns.
public func crossEntropy(
  _ logits: Tensor, _ classes: Tensor, reduction: Reduction = .mean
) -> Tensor {
  precondition(
    logits.rank == 2 && classes.shape == [logits.shape[0]],
    "crossEntropy: logits of shape \(logits.shape), classes of shape \(classes.shape)")
  return reduction(-logits.logSoftmax().picking(classes))
}
