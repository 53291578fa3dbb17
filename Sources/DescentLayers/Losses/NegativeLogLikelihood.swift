import DescentTensor

/// The negative of the right classes' logarithms of probability.
///
///     l = −w[c] x[c],   mean: Σ l / Σ w[c] over the rows that are not ignored
///
/// After a ``LogSoftmax`` it is the cross-entropy.
///
/// - Parameters:
///   - logProbabilities: x, `[classes]`, `[n, classes]` or `[n, classes, …]`.
///   - classes: c, whole numbers from 0 (`int32`, `int64` or `uint8`), of the input's shape without
///     the classes.
///   - weights: w, a constant weight for each class, `[classes]`; 1 where nil.
///   - ignoredClass: The class of rows that do not count; torch's −100 is none of them.
///   - reduction: Whether to average, as torch does by default, to add up, or neither.
/// - Returns: One number, or one for each row.
/// - Precondition: every class is ignored or one of the columns.
/// - SeeAlso: torch.nn.NLLLoss.
public func negativeLogLikelihood(
  _ logProbabilities: Tensor, _ classes: Tensor, weights: Tensor? = nil, ignoredClass: Int = -100,
  reduction: Reduction = .mean
) -> Tensor {
  let axis = ClassAxis(logProbabilities, "negativeLogLikelihood")
  precondition(
    classes.shape == axis.shape,
    "negativeLogLikelihood: an input of shape \(logProbabilities.shape), classes of shape \(classes.shape)"
  )
  let flat = classes.flattened
  let losses = axis.rows.classLikelihood(flat, weights: weights, ignored: ignoredClass)
  return reduction(
    losses.reshaped(to: axis.shape),
    dividingBy: flat.asClasses("negativeLogLikelihood").classWeights(
      weights, below: axis.rows.shape[1], ignored: ignoredClass, dtype: logProbabilities.dtype))
}
