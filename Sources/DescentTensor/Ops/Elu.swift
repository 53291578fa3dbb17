import CDescentKernels

extension Tensor {
  /// Each element where it is positive, else an exponential that levels off at −α.
  ///
  ///     y = x for x > 0, else α (eˣ − 1),   x̄ = ȳ for x > 0, else ȳ α eˣ
  public func elu(alpha: Double = 1) -> Tensor {
    activated("elu", dk_activate_elu_f32, dk_activate_elu_f64, alpha)
      .recorded(of: self) { _ in Elu(x: self, alpha: alpha) }
  }
}

// y = x for x > 0, else α (eˣ − 1)
private struct Elu: Operation {
  let x: Tensor
  let alpha: Double

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let isPositive = x .> 0
    // The exponential of what is not positive: the other may overflow, and 0 · ∞ is not a number.
    let below = isPositive.select(Tensor(zerosLike: x), x).exp() * alpha
    x̄.add(isPositive.select(ȳ, ȳ * below), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(
      ȳ.pulled(through: x, dk_activate_eluPullback_f32, dk_activate_eluPullback_f64, alpha), to: 0)
  }
}
