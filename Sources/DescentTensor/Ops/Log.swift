import CDescentKernels

extension Tensor {
  /// The natural logarithm of each element, within 2 ULP; not a number below 0.
  ///
  ///     y = ln x,   x̄ = ȳ / x
  public func log() -> Tensor {
    mapped("log", dk_map_log_f32, dk_map_log_f64)
      .recorded(of: self) { _ in Log(x: self) }
  }
}

// y = ln x,   x̄ = ȳ / x
private struct Log: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ / x, to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: x, dk_zip_divide_f32, dk_zip_divide_f64), to: 0)
  }
}
