import CDescentKernels

extension Tensor {
  /// A smooth form of ``relu()``, which does not overflow.
  ///
  ///     y = ln(1 + eˣ),   x̄ = ȳ σ(x)
  public func softplus() -> Tensor {
    mapped("softplus", dk_map_softplus_f32, dk_map_softplus_f64)
      .recorded(of: self) { _ in Softplus(x: self) }
  }
}

// y = ln(1 + eˣ),   x̄ = ȳ σ(x)
private struct Softplus: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ * x.sigmoid(), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(ȳ.replaced(with: x, dk_zip_softplusPullback_f32, dk_zip_softplusPullback_f64), to: 0)
  }
}
