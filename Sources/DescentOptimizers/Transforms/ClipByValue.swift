import DescentTensor

/// Clipping of every element by itself.
///
///     g ← max(−c, min(c, g))
///
/// It changes the direction of the gradient.
///
/// - SeeAlso: torch.nn.utils.clip_grad_value_, which makes an infinite gradient a finite one; here
///   that is refused.
public struct ClipByValue: GradientTransform {
  /// c.
  public let limit: Double
  /// What happens to gradients that are not finite.
  public let notFinite: NotFinitePolicy

  /// Clipping to ±`limit`.
  ///
  /// - Parameters:
  ///   - limit: The greatest magnitude of an element.
  ///   - notFinite: What is done with gradients that are not finite.
  /// - Precondition: The limit is above 0 and finite.
  public init(_ limit: Double, notFinite: NotFinitePolicy = .fail) {
    precondition(
      limit > 0 && limit.isFinite,
      "ClipByValue: the limit must be a finite number above 0, not \(limit)")
    self.limit = limit
    self.notFinite = notFinite
  }

  /// Clips every element, and counts those that were outside.
  public func apply(
    to gradients: inout Gradients, of model: some Module, step: Int64
  ) throws(GradientError) -> TransformReport {
    if let refusal = try gradients.refusal(notFinite, by: "ClipByValue", of: model, step: step) {
      return refusal
    }
    var report = TransformReport("ClipByValue")
    for i in gradients.values.indices {
      let hits =
        gradients.values[i].dtype == .float32
        ? clip(&gradients.values[i], Float(limit)) : clip(&gradients.values[i], limit)
      report.addHits(hits, to: i, of: gradients.values.count)
    }
    return report
  }

  private func clip<Scalar: TensorScalar & BinaryFloatingPoint>(
    _ gradient: inout Tensor, _ limit: Scalar
  ) -> Int {
    gradient.withUnsafeMutableElements(as: Scalar.self) { elements in
      var hits = 0
      for i in elements.indices where elements[i].magnitude > limit {
        elements[i] = elements[i] < 0 ? -limit : limit
        hits += 1
      }
      return hits
    }
  }
}
