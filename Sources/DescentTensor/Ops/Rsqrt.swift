import CDescentKernels

extension Tensor {
  /// One over the square root of each element.
  ///
  ///     y = 1 / √x,   x̄ = −ȳ y³ / 2
  public func rsqrt() -> Tensor {
    mapped("rsqrt", dk_map_rsqrt_f32, dk_map_rsqrt_f64)
      .recorded(of: self) { Rsqrt(y: $0) }
  }
}

// y = 1 / √x,   x̄ = −ȳ y³ / 2
private struct Rsqrt: Operation {
  let y: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ * (y * y * y) / -2, to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: y, dk_zip_rsqrtPullback_f32, dk_zip_rsqrtPullback_f64), to: 0)
  }
}
