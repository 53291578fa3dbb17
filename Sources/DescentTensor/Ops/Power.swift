import CDescentKernels

extension Tensor {
  /// Each element to the power of a number.
  ///
  ///     y = xᶜ,   x̄ = c ȳ xᶜ⁻¹
  ///
  /// The powers 2, 1, 0, ½ and −1 are exact products, roots and reciprocals.
  public func pow(_ exponent: Double) -> Tensor {
    if exponent == 2 { return squared() }
    if exponent == 1 { return self }
    return zipped(with: exponent, "pow", dk_zip_pow_f32, dk_zip_pow_f64)
      .recorded(of: self) { _ in PowerOfNumber(x: self, exponent: exponent) }
  }

  /// Each element to the power of another, broadcast.
  ///
  ///     y = aᵇ,   ā = ȳ b aᵇ⁻¹,   b̄ = ȳ y ln a
  ///
  /// - Note: The derivative by `b` is 0 where `a` is 0, its limit from above for positive `b`; that by
  ///   `a` is 0 where `b` is 0, even at `a` = 0.
  public func pow(_ exponent: Tensor) -> Tensor {
    Tensor.zipped(self, exponent, "pow", dk_zip_pow_f32, dk_zip_pow_f64)
      .recorded(of: self, exponent) { Power(a: self, b: exponent, y: $0) }
  }
}

// y = xᶜ,   x̄ = c ȳ xᶜ⁻¹
private struct PowerOfNumber: Operation {
  let x: Tensor
  let exponent: Double

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    guard exponent != 0 else { return }
    x̄.add(ȳ * (exponent * x.pow(exponent - 1)), to: 0)
  }
}

// y = aᵇ,   ā = ȳ b aᵇ⁻¹,   b̄ = ȳ y ln a
private struct Power: Operation {
  let a: Tensor
  let b: Tensor
  let y: Tensor

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    if x̄.wants(0) {
      let slope = (b .== 0).select(Tensor(zerosLike: y), b * a.pow(b - 1))
      x̄.add((ȳ * slope).summed(to: a.shape), to: 0)
    }
    if x̄.wants(1) {
      let logarithm = (a .== 0).select(Tensor(zerosLike: a), a.log())
      x̄.add((ȳ * (y * logarithm)).summed(to: b.shape), to: 1)
    }
  }
}
