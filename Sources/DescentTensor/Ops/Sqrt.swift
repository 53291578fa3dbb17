import CDescentKernels

extension Tensor {
  /// The square root of each element, correctly rounded; not a number below 0.
  ///
  ///     y = √x,   x̄ = ȳ / 2y
  public func sqrt() -> Tensor {
    mapped("sqrt", dk_map_sqrt_f32, dk_map_sqrt_f64)
      .recorded(of: self) { Sqrt(y: $0) }
  }
}

// y = √x,   x̄ = ȳ / 2y
private struct Sqrt: Operation {
  let y: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ / (2 * y), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: y, dk_zip_sqrtPullback_f32, dk_zip_sqrtPullback_f64), to: 0)
  }
}
