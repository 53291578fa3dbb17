import CDescentKernels

extension Tensor {
  /// ln(1 + x) of each element, accurate near 0, within 2 ULP.
  ///
  ///     y = ln(1 + x),   x̄ = ȳ / (1 + x)
  public func log1p() -> Tensor {
    mapped("log1p", dk_map_log1p_f32, dk_map_log1p_f64)
      .recorded(of: self) { _ in Log1p(x: self) }
  }
}

// y = ln(1 + x),   x̄ = ȳ / (1 + x)
private struct Log1p: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ / (1 + x), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: x, dk_zip_log1pPullback_f32, dk_zip_log1pPullback_f64), to: 0)
  }
}
