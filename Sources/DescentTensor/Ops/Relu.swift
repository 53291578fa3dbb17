import CDescentKernels

extension Tensor {
  /// Each element where it is positive, 0 elsewhere; not a number stays one.
  ///
  ///     y = max(x, 0),   x̄ = ȳ [x > 0]
  public func relu() -> Tensor {
    mapped("relu", dk_map_relu_f32, dk_map_relu_f64)
      .recorded(of: self) { _ in Relu(x: self) }
  }
}

// y = max(x, 0),   x̄ = ȳ [x > 0]
private struct Relu: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add((x .> 0).select(ȳ, Tensor(zerosLike: ȳ)), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: x, dk_zip_reluPullback_f32, dk_zip_reluPullback_f64), to: 0)
  }
}
