import DescentTensor

/// The cross-entropy of class scores with the right classes, or with probabilities of them.
///
///     l = Σₖ qₖ (ln Σ eᶻ − zₖ)
///     qₖ = (1 − ε) w[c] [k = c] + ε wₖ / n      for the class c among n
///     qₖ = wₖ ((1 − ε) yₖ + ε / n)              for probabilities y
///
/// The mean is Σ l / Σ w[c] over the rows that are not ignored, and over all rows for probabilities.
///
/// - Parameters:
///   - logits: z, `[classes]`, `[n, classes]` or `[n, classes, …]`: scores before any softmax.
///   - targets: Classes, whole numbers from 0 (`int32`, `int64` or `uint8`), of the logits' shape
///     without the classes; or probabilities in the logits' shape and element type.
///   - weights: w, a constant weight for each class, `[classes]`; 1 where nil.
///   - ignoredClass: The class of rows that do not count; torch's −100 is none of them.
///   - labelSmoothing: ε, how much of each target is spread over all classes.
///   - reduction: Whether to average, as torch does by default, to add up, or neither.
/// - Returns: One number, or one for each row.
/// - Precondition: every class is ignored or one of the columns.
/// - SeeAlso: torch.nn.CrossEntropyLoss; Szegedy et al. (arXiv:1512.00567) for the smoothing.
public func crossEntropy(
  _ logits: Tensor, _ targets: Tensor, weights: Tensor? = nil, ignoredClass: Int = -100,
  labelSmoothing: Double = 0, reduction: Reduction = .mean
) -> Tensor {
  precondition(
    labelSmoothing >= 0 && labelSmoothing <= 1,
    "crossEntropy: labelSmoothing must lie between 0 and 1, not \(labelSmoothing)")
  let axis = ClassAxis(logits, "crossEntropy")
  if targets.dtype.isFloatingPoint {
    return crossEntropy(axis, logits, targets, weights, labelSmoothing, reduction)
  }
  precondition(
    targets.shape == axis.shape,
    "crossEntropy: logits of shape \(logits.shape), classes of shape \(targets.shape)")
  let classes = targets.flattened
  let losses = axis.rows.classCrossEntropy(
    classes, weights: weights, smoothing: labelSmoothing, ignored: ignoredClass)
  return reduction(
    losses.reshaped(to: axis.shape),
    dividingBy: classes.asClasses("crossEntropy").classWeights(
      weights, below: axis.rows.shape[1], ignored: ignoredClass, dtype: logits.dtype))
}

/// The same with probabilities.
private func crossEntropy(
  _ axis: ClassAxis, _ logits: Tensor, _ probabilities: Tensor, _ weights: Tensor?,
  _ labelSmoothing: Double, _ reduction: Reduction
) -> Tensor {
  precondition(
    probabilities.shape == logits.shape && probabilities.dtype == logits.dtype,
    "crossEntropy: \(logits.dtype) logits of shape \(logits.shape), \(probabilities.dtype) probabilities of shape \(probabilities.shape)"
  )
  let n = axis.rows.shape[1]
  var q = ClassAxis(probabilities, "crossEntropy").rows
  if labelSmoothing > 0 { q = q * (1 - labelSmoothing) + labelSmoothing / Double(n) }
  if let weights {
    precondition(
      weights.shape == [n], "crossEntropy: weights of shape \(weights.shape) for \(n) classes")
    q = q * weights.detached
  }
  let losses = -(axis.rows.logSoftmax() * q).sum(axis: -1)
  return reduction(losses.reshaped(to: axis.shape))
}
