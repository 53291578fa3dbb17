import CDescentKernels

extension Tensor {
  /// The logistic function of each element, between 0 and 1.
  ///
  ///     y = 1 / (1 + e⁻ˣ),   x̄ = ȳ y (1 − y)
  public func sigmoid() -> Tensor {
    mapped("sigmoid", dk_map_sigmoid_f32, dk_map_sigmoid_f64)
      .recorded(of: self) { Sigmoid(y: $0) }
  }
}

// y = 1 / (1 + e⁻ˣ),   x̄ = ȳ y (1 − y)
private struct Sigmoid: Operation {
  let y: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ * (y * (1 - y)), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: y, dk_zip_sigmoidPullback_f32, dk_zip_sigmoidPullback_f64), to: 0)
  }
}
