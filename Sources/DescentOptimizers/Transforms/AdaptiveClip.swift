import DescentTensor

/// Adaptive gradient clipping: a gradient is clipped by its size beside the weights it moves.
///
///     gᵢ ← gᵢ · λ max(‖wᵢ‖, ε) / ‖gᵢ‖   where   ‖gᵢ‖ > λ max(‖wᵢ‖, ε)
///
/// i counts the outputs, which are the first axis of a weight; a parameter of fewer than two axes is
/// taken as a whole.
///
/// - Note: The paper leaves the last layer out; say so with `where`.
/// - SeeAlso: Brock, De, Smith & Simonyan, *High-Performance Large-Scale Image Recognition Without
///   Normalization* (arXiv:2102.06171), equation 3.
public struct AdaptiveClip: GradientTransform {
  /// λ.
  public let limit: Double
  /// ε.
  public let epsilon: Double
  /// Which parameters are clipped.
  public let includes: @Sendable (ParameterInfo) -> Bool
  /// What happens to gradients that are not finite.
  public let notFinite: NotFinitePolicy

  /// Clipping to a share of the weights, the paper's by default.
  ///
  /// - Parameters:
  ///   - limit: The greatest ratio of norms.
  ///   - epsilon: The least norm that weights are taken to have.
  ///   - notFinite: What is done with gradients that are not finite.
  ///   - includes: Which parameters are clipped.
  /// - Precondition: The limit and ε are above 0 and finite.
  public init(
    _ limit: Double = 0.01, epsilon: Double = 1e-3, notFinite: NotFinitePolicy = .fail,
    where includes: @escaping @Sendable (ParameterInfo) -> Bool = { _ in true }
  ) {
    precondition(
      limit > 0 && limit.isFinite,
      "AdaptiveClip: the limit must be a finite number above 0, not \(limit)")
    precondition(
      epsilon > 0 && epsilon.isFinite,
      "AdaptiveClip: epsilon must be a finite number above 0, not \(epsilon)")
    self.limit = limit
    self.epsilon = epsilon
    self.notFinite = notFinite
    self.includes = includes
  }

  /// Clips the gradient of every output, and counts those that changed.
  public func apply(
    to gradients: inout Gradients, of model: some Module, step: Int64
  ) throws(GradientError) -> TransformReport {
    if let refusal = try gradients.refusal(notFinite, by: "AdaptiveClip", of: model, step: step) {
      return refusal
    }
    gradients.makeDense()
    var report = TransformReport("AdaptiveClip")
    for (i, (path, parameter)) in model.parameters.enumerated() {
      let weights = parameter.value
      let info = ParameterInfo(path: path, shape: weights.shape, dtype: weights.dtype)
      guard includes(info) else { continue }
      let hits =
        weights.dtype == .float32
        ? clip(&gradients.values[i], weights, Float.self)
        : clip(&gradients.values[i], weights, Double.self)
      report.addHits(hits, to: i, of: gradients.values.count)
    }
    return report
  }

  private func clip<Scalar: TensorScalar & BinaryFloatingPoint>(
    _ gradient: inout Tensor, _ weights: Tensor, _: Scalar.Type
  ) -> Int {
    let rows = weights.rank < 2 ? 1 : weights.shape[0]
    guard weights.count > 0 else { return 0 }
    let length = weights.count / rows
    return weights.withUnsafeElements(as: Scalar.self) { weights in
      gradient.withUnsafeMutableElements(as: Scalar.self) { gradient in
        var hits = 0
        for start in stride(from: 0, to: rows * length, by: length) {
          let row = start..<start + length
          let greatest = limit * max(norm(weights[row]), epsilon)
          let size = norm(gradient[row])
          if size > greatest {
            for k in row { gradient[k] = Scalar(Double(gradient[k]) * (greatest / size)) }
            hits += 1
          }
        }
        return hits
      }
    }
  }

  /// The Euclidean norm in double precision; of finite elements, finite.
  private func norm(_ elements: some Collection<some BinaryFloatingPoint>) -> Double {
    func squares(over scale: Double) -> Double {
      elements.reduce(0) { sum, x in sum + (Double(x) / scale) * (Double(x) / scale) }
    }
    let sum = squares(over: 1)
    if sum.isFinite { return sum.squareRoot() }
    let greatest = elements.reduce(0) { max($0, Double($1.magnitude)) }
    return min(greatest * squares(over: greatest).squareRoot(), .greatestFiniteMagnitude)
  }
}
