import CDescentKernels

extension Tensor {
  /// The error function of each element, within 2 ULP.
  ///
  ///     y = 2/√π ∫₀ˣ e^(−t²) dt,   x̄ = ȳ 2/√π e^(−x²)
  public func erf() -> Tensor {
    activated("erf", dk_activate_erf_f32, dk_activate_erf_f64)
      .recorded(of: self) { _ in Erf(x: self) }
  }
}

// y = erf x,   x̄ = ȳ 2/√π e^(−x²)
private struct Erf: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    x̄.add(ȳ * (1.128_379_167_095_512_6 * (-(x * x)).exp()), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(
      ȳ.pulled(through: x, dk_activate_erfPullback_f32, dk_activate_erfPullback_f64), to: 0)
  }
}
