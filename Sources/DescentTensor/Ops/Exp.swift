import CDescentKernels

extension Tensor {
  /// e to the power of each element, within 2 ULP.
  ///
  ///     y = eˣ,   x̄ = ȳ y
  public func exp() -> Tensor {
    mapped("exp", dk_map_exp_f32, dk_map_exp_f64)
      .recorded(of: self) { Exp(y: $0) }
  }
}

// y = eˣ,   x̄ = ȳ y
private struct Exp: Operation {
  let y: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ * y, to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: y, dk_zip_multiply_f32, dk_zip_multiply_f64), to: 0)
  }
}
