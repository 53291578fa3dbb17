import CDescentKernels

extension Tensor {
  /// The negative of each element.
  ///
  ///     y = −x,   x̄ = −ȳ
  public static prefix func - (x: Tensor) -> Tensor {
    if x.dtype == .int32 {
      let y = Tensor(uninitialized: x.shape, x.dtype)
      launch(Map(function: dk_map_negate_i32, count: x.count, size: 4), x, into: y)
      return y
    }
    return x.mapped("-", dk_map_negate_f32, dk_map_negate_f64).recorded(of: x) { _ in Negate() }
  }
}

// y = −x,   x̄ = −ȳ
private struct Negate: Operation {
  func pullback(_ ȳ: Tensor, to x̄: Cotangents) { x̄.add(-ȳ, to: 0) }
}
