import CDescentKernels

extension Tensor {
  /// The sine of each element, in radians, within 2 ULP at any size of the argument.
  ///
  ///     y = sin x,   x̄ = ȳ cos x
  public func sin() -> Tensor {
    mapped("sin", dk_map_sin_f32, dk_map_sin_f64)
      .recorded(of: self) { _ in Sin(x: self) }
  }
}

// y = sin x,   x̄ = ȳ cos x
private struct Sin: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ * x.cos(), to: 0)
  }
}
