import CDescentKernels

extension Tensor {
  /// Each element times itself.
  ///
  ///     y = x²,   x̄ = 2 ȳ x
  public func squared() -> Tensor {
    mapped("squared", dk_map_square_f32, dk_map_square_f64)
      .recorded(of: self) { _ in Square(x: self) }
  }
}

// y = x²,   x̄ = 2 ȳ x
private struct Square: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ * (2 * x), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: x, dk_zip_squarePullback_f32, dk_zip_squarePullback_f64), to: 0)
  }
}
