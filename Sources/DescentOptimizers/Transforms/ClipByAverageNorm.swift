import DescentTensor

/// Clipping of every parameter's gradient by its norm per element.
///
///     g ← g · c / max(c, ‖g‖ / n)
///
/// where n is the number of the parameter's elements. A great tensor is clipped later than a small
/// one whose elements are alike.
///
/// - SeeAlso: TensorFlow 1, tf.clip_by_average_norm.
public struct ClipByAverageNorm: GradientTransform {
  /// c.
  public let limit: Double
  /// What happens to gradients that are not finite.
  public let notFinite: NotFinitePolicy

  /// Clipping to an average norm.
  ///
  /// - Parameters:
  ///   - limit: The greatest norm over the number of elements.
  ///   - notFinite: What is done with gradients that are not finite.
  /// - Precondition: The limit is above 0 and finite.
  public init(_ limit: Double, notFinite: NotFinitePolicy = .fail) {
    precondition(
      limit > 0 && limit.isFinite,
      "ClipByAverageNorm: the limit must be a finite number above 0, not \(limit)")
    self.limit = limit
    self.notFinite = notFinite
  }

  /// Multiplies every parameter's gradient by a number of its own, and counts those that changed.
  public func apply(
    to gradients: inout Gradients, of model: some Module, step: Int64
  ) throws(GradientError) -> TransformReport {
    if let refusal = try gradients.refusal(
      notFinite, by: "ClipByAverageNorm", of: model, step: step)
    {
      return refusal
    }
    var report = TransformReport("ClipByAverageNorm")
    gradients.makeDense()
    for i in gradients.values.indices {
      let gradient = gradients.values[i]
      let (scale, root) = gradient.scaledNorm
      let average = scale * (root / Double(gradient.count))
      if average > limit {
        gradients.values[i] = gradient.scaled(by: limit / average)
        report.addHits(1, to: i, of: gradients.values.count)
      }
    }
    return report
  }
}
