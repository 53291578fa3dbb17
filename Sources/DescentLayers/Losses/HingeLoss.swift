import DescentTensor

/// How far scores are on the wrong side of a margin.
///
///     l = max(0, m − y x),   y = −1 or 1,   ∂l/∂x = −y where m − y x > 0
///
/// - Parameters:
///   - scores: x, of any shape.
///   - targets: y, of the same shape.
///   - margin: m.
///   - reduction: Whether to average, to add up, or neither.
/// - Returns: One number, or one for each element.
/// - Note: The loss of a support vector machine; torch has no module for it, as it is
///   `relu(margin - target * score)` there. Its HingeEmbeddingLoss is
///   ``hingeEmbeddingLoss(_:_:margin:reduction:)``, its MultiMarginLoss
///   ``multiMarginLoss(_:_:margin:isSquared:weights:reduction:)``.
public func hingeLoss(
  _ scores: Tensor, _ targets: Tensor, margin: Double = 1, reduction: Reduction = .mean
) -> Tensor {
  requireSameShape("hingeLoss", scores, targets)
  return reduction((margin - targets * scores).relu())
}

/// Distances of pairs that belong together, and how much nearer than a margin other pairs are.
///
///     l = x for y = 1,   max(0, m − x) for y = −1
///
/// - Parameters:
///   - distances: x, of any shape.
///   - targets: y, of the same shape, −1 or 1.
///   - margin: m.
///   - reduction: Whether to average, as torch does by default, to add up, or neither.
/// - Returns: One number, or one for each element.
/// - SeeAlso: torch.nn.HingeEmbeddingLoss.
public func hingeEmbeddingLoss(
  _ distances: Tensor, _ targets: Tensor, margin: Double = 1, reduction: Reduction = .mean
) -> Tensor {
  requireSameShape("hingeEmbeddingLoss", distances, targets)
  let zero = Tensor(zerosLike: distances)
  let together = (targets .== -1).select(zero, distances)
  let apart = (targets .== 1).select(zero, (margin - distances).relu())
  return reduction(together + apart)
}
