import CDescentKernels

extension Tensor {
  /// Each element where it is positive, else a fraction of it.
  ///
  ///     y = x for x > 0, else s x,   x̄ = ȳ for x > 0, else s ȳ
  public func leakyRelu(slope: Double = 0.01) -> Tensor {
    activated("leakyRelu", dk_activate_leakyRelu_f32, dk_activate_leakyRelu_f64, slope)
      .recorded(of: self) { _ in LeakyRelu(x: self, slope: slope) }
  }
}

// y = x for x > 0, else s x
private struct LeakyRelu: Operation {
  let x: Tensor
  let slope: Double

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add((x .> 0).select(ȳ, ȳ * slope), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(
      ȳ.pulled(
        through: x, dk_activate_leakyReluPullback_f32, dk_activate_leakyReluPullback_f64, slope),
      to: 0)
  }
}
