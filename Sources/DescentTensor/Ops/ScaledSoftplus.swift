import CDescentKernels

extension Tensor {
  /// A smooth form of ``relu()`` of a steepness, which is x itself from a threshold on.
  ///
  ///     y = ln(1 + e^(βx)) / β,   x̄ = ȳ σ(βx);   y = x, x̄ = ȳ where βx > threshold
  ///
  /// - Parameters:
  ///   - beta: β, the steepness.
  ///   - threshold: The βx from which on it is x itself.
  /// - Returns: A tensor of the same shape.
  /// - SeeAlso: torch.nn.functional.softplus.
  public func softplus(beta: Double, threshold: Double = 20) -> Tensor {
    activated(
      "softplus", dk_activate_scaledSoftplus_f32, dk_activate_scaledSoftplus_f64, beta, threshold
    )
    .recorded(of: self) { _ in ScaledSoftplus(x: self, beta: beta, threshold: threshold) }
  }
}

// y = ln(1 + e^(βx)) / β,   x̄ = ȳ σ(βx);   y = x, x̄ = ȳ where βx > threshold
private struct ScaledSoftplus: Operation {
  let x: Tensor
  let beta: Double
  let threshold: Double

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let scaled = x * beta
    x̄.add((scaled .> threshold).select(ȳ, ȳ * scaled.sigmoid()), to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    x̄.add(
      ȳ.pulled(
        through: x, dk_activate_scaledSoftplusPullback_f32,
        dk_activate_scaledSoftplusPullback_f64, beta, threshold), to: 0)
  }
}
