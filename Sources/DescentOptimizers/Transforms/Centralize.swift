import DescentTensor

/// Gradient centralization: the gradient of every output has its mean taken off.
///
///     gᵢ ← gᵢ − mean(gᵢ)
///
/// i counts the outputs, which are the first axis of a weight; parameters of fewer than two axes are
/// left alone.
///
/// - SeeAlso: Yong, Huang, Hua & Zhang, *Gradient Centralization* (arXiv:2004.01461), equation 1.
public struct Centralize: GradientTransform {
  /// The transform has no options.
  public init() {}

  /// Takes the mean off the gradient of every output.
  public func apply(
    to gradients: inout Gradients, of model: some Module, step: Int64
  ) -> TransformReport {
    gradients.makeDense()
    var report = TransformReport("Centralize")
    for i in gradients.values.indices where gradients.values[i].rank > 1 {
      let gradient = gradients.values[i]
      guard gradient.count > 0 else { continue }
      let rows = gradient.reshaped(to: [gradient.shape[0], gradient.count / gradient.shape[0]])
      let centered = rows - rows.mean(axis: 1, keepingAxis: true)
      gradients.values[i] = centered.reshaped(to: gradient.shape)
      report.hits += 1
    }
    return report
  }
}
