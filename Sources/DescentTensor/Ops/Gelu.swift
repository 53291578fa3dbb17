import CDescentKernels

extension Tensor {
  /// Each element times the standard normal probability of being below it.
  ///
  ///     y = x Φ(x) = x (1 + erf(x/√2)) / 2,   x̄ = ȳ (Φ(x) + x φ(x))
  ///
  /// or, where `isTanh`, with ½ (1 + tanh(√(2/π) (x + 0.044715 x³))) in the place of Φ.
  ///
  /// - SeeAlso: Hendrycks & Gimpel (arXiv:1606.08415); torch.nn.functional.gelu.
  public func gelu(isTanh: Bool = false) -> Tensor {
    isTanh
      ? activated("gelu", dk_activate_geluTanh_f32, dk_activate_geluTanh_f64)
        .recorded(of: self) { _ in GeluTanh(x: self) }
      : activated("gelu", dk_activate_gelu_f32, dk_activate_gelu_f64)
        .recorded(of: self) { _ in Gelu(x: self) }
  }
}

// y = x Φ(x),   x̄ = ȳ (Φ(x) + x φ(x))
private struct Gelu: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let Φ = 0.5 * (1 + (x * 0.5.squareRoot()).erf())
    let φ = (-0.5 * x * x).exp() * 0.398_942_280_401_432_7
    x̄.add(ȳ * (Φ + x * φ), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(
      ȳ.pulled(through: x, dk_activate_geluPullback_f32, dk_activate_geluPullback_f64), to: 0)
  }
}

// y = ½ x (1 + t),   t = tanh(k (x + c x³)),   x̄ = ȳ (½ (1 + t) + ½ x (1 − t²) k (1 + 3 c x²))
private struct GeluTanh: Operation {
  let x: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let (k, c) = (0.797_884_560_802_865_4, 0.044715)
    let t = (k * (x + c * (x * x * x))).tanh()
    x̄.add(ȳ * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * (k * (1 + 3 * c * (x * x)))), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(
      ȳ.pulled(through: x, dk_activate_geluTanhPullback_f32, dk_activate_geluTanhPullback_f64),
      to: 0)
  }
}
