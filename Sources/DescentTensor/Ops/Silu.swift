import CDescentKernels

extension Tensor {
  /// Each element times its logistic function, also called swish.
  ///
  ///     y = x σ(x),   x̄ = ȳ σ(x) (1 + x (1 − σ(x)))
  public func silu() -> Tensor {
    activated("silu", dk_activate_silu_f32, dk_activate_silu_f64)
      .recorded(of: self) { _ in Silu(x: self) }
  }
}

// y = x σ(x),   x̄ = ȳ σ(x) (1 + x (1 − σ(x)))
private struct Silu: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let σ = x.sigmoid()
    x̄.add(ȳ * (σ * (1 + x * (1 - σ))), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(
      ȳ.pulled(through: x, dk_activate_siluPullback_f32, dk_activate_siluPullback_f64), to: 0)
  }
}
