import CDescentKernels

extension Tensor {
  /// The absolute value of each element.
  ///
  ///     y = |x|,   x̄ = ȳ sign x
  ///
  /// - Note: The derivative at 0 is taken to be 0, as in torch.
  public func abs() -> Tensor {
    if dtype == .int32 {
      let y = Tensor(uninitialized: shape, dtype)
      launch(Map(function: dk_map_abs_i32, count: count, size: 4), self, into: y)
      return y
    }
    return mapped("abs", dk_map_abs_f32, dk_map_abs_f64).recorded(of: self) { _ in Abs(x: self) }
  }
}

// y = |x|,   x̄ = ȳ sign x
private struct Abs: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(ȳ * x.sign(), to: 0) }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: x, dk_zip_absPullback_f32, dk_zip_absPullback_f64), to: 0)
  }
}
