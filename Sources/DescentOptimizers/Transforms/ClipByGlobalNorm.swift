import DescentTensor

/// Clipping by the norm of all gradients together.
///
///     g ← g · min(1, c / (‖g‖ + ε))
///
/// ‖g‖ is the Euclidean norm over all parameters, computed so that it overflows for no finite
/// gradient. Gradients within the limit keep their bits.
///
/// - SeeAlso: Pascanu, Mikolov & Bengio, *On the difficulty of training recurrent neural networks*
///   (arXiv:1211.5063), Algorithm 1. ε as torch.nn.utils.clip_grad_norm_ has it.
public struct ClipByGlobalNorm: GradientTransform {
  /// c.
  public let limit: Double
  /// ε.
  public let epsilon: Double
  /// What happens to gradients that are not finite.
  public let notFinite: NotFinitePolicy

  /// Clipping to a norm.
  ///
  /// - Parameters:
  ///   - limit: The greatest norm of all gradients together.
  ///   - epsilon: Added to the norm that is divided by.
  ///   - notFinite: What is done with gradients that are not finite.
  /// - Precondition: The limit is above 0 and finite.
  public init(_ limit: Double, epsilon: Double = 1e-6, notFinite: NotFinitePolicy = .fail) {
    precondition(
      limit > 0 && limit.isFinite,
      "ClipByGlobalNorm: the limit must be a finite number above 0, not \(limit)")
    self.limit = limit
    self.epsilon = epsilon
    self.notFinite = notFinite
  }

  /// Multiplies all gradients by one number.
  public func apply(
    to gradients: inout Gradients, of model: some Module, step: Int64
  ) throws(GradientError) -> TransformReport {
    if let refusal = try gradients.refusal(
      notFinite, by: "ClipByGlobalNorm", of: model, step: step)
    {
      return refusal
    }
    let (scale, root) = gradients.scaledNorm
    // ε is nothing beside a norm that needs a scale.
    let factor = scale == 1 ? limit / (root + epsilon) : limit / scale / root
    var report = TransformReport("ClipByGlobalNorm", norm: scale * root, factor: 1)
    if factor < 1 {
      gradients.scale(by: factor)
      report.factor = factor
      report.hits = 1
      report.parameterHits = gradients.values.map { _ in 1 }
    }
    return report
  }
}
