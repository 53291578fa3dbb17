import CDescentKernels

extension Tensor {
  /// The hyperbolic tangent of each element, within 2 ULP.
  ///
  ///     y = tanh x,   x̄ = ȳ (1 − y²)
  public func tanh() -> Tensor {
    mapped("tanh", dk_map_tanh_f32, dk_map_tanh_f64)
      .recorded(of: self) { Tanh(y: $0) }
  }
}

// y = tanh x,   x̄ = ȳ (1 − y²)
private struct Tanh: Operation {
  let y: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ * (1 - y * y), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: y, dk_zip_tanhPullback_f32, dk_zip_tanhPullback_f64), to: 0)
  }
}
