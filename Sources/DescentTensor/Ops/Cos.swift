import CDescentKernels

extension Tensor {
  /// The cosine of each element, in radians, within 2 ULP at any size of the argument.
  ///
  ///     y = cos x,   x̄ = −ȳ sin x
  public func cos() -> Tensor {
    mapped("cos", dk_map_cos_f32, dk_map_cos_f64)
      .recorded(of: self) { _ in Cos(x: self) }
  }
}

// y = cos x,   x̄ = −ȳ sin x
private struct Cos: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(-(ȳ * x.sin()), to: 0)
  }
}
