extension Tensor {
  /// The gradient of a convolution's input for this gradient of its result.
  ///
  ///     z[n, c, h, v] = Σ w[o, c, k, l] ȳ[n, o, i, j]   over h = s i + d k − p, v = s j + d l − p
  ///
  /// It is the transpose of x ↦ x ∗ w, and bilinear: with the gradient z̄ of z,
  ///
  ///     ȳ̄ = z̄ ∗ w,   w̄ = z̄ ⋆ ȳ
  func convolutionInputGradient(_ weight: Tensor, _ sizes: ConvolutionSizes) -> Tensor {
    sizes.inputGradient(result: self, weight: weight).recorded(of: self, weight) { _ in
      ConvolutionInputGradient(result: self, weight: weight, sizes: sizes)
    }
  }

  /// The gradient of a convolution's weight for a gradient ȳ of its result, this being its input.
  ///
  ///     z[o, c, k, l] = Σ x[n, c, s i + d k − p, s j + d l − p] ȳ[n, o, i, j]
  ///
  /// It is the transpose of w ↦ x ∗ w, and bilinear: with the gradient z̄ of z,
  ///
  ///     x̄ = ȳ ∗ᵀ z̄,   ȳ̄ = x ∗ z̄
  func convolutionWeightGradient(_ result: Tensor, _ sizes: ConvolutionSizes) -> Tensor {
    sizes.weightGradient(x: self, result: result).recorded(of: self, result) { _ in
      ConvolutionWeightGradient(x: self, result: result, sizes: sizes)
    }
  }

  /// A convolution of known sizes, without a bias.
  fileprivate func convolution(_ weight: Tensor, _ sizes: ConvolutionSizes) -> Tensor {
    sizes.result(x: self, weight: weight, bias: nil, relu: false).recorded(of: self, weight) { _ in
      PlainConvolution(x: self, weight: weight, sizes: sizes)
    }
  }
}

// y = x ∗ w;   x̄ = ȳ ∗ᵀ w,   w̄ = x ⋆ ȳ
private struct PlainConvolution: Operation {
  let x: Tensor
  let weight: Tensor
  let sizes: ConvolutionSizes

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    if x̄.wants(0) { x̄.add(ȳ.convolutionInputGradient(weight, sizes), to: 0) }
    if x̄.wants(1) { x̄.add(x.convolutionWeightGradient(ȳ, sizes), to: 1) }
  }
}

// z = ȳ ∗ᵀ w;   ȳ̄ = z̄ ∗ w,   w̄ = z̄ ⋆ ȳ
private struct ConvolutionInputGradient: Operation {
  let result: Tensor
  let weight: Tensor
  let sizes: ConvolutionSizes

  func pullback(_ z̄: Tensor, to x̄: Cotangents) {
    if x̄.wants(0) { x̄.add(z̄.convolution(weight, sizes), to: 0) }
    if x̄.wants(1) { x̄.add(z̄.convolutionWeightGradient(result, sizes), to: 1) }
  }
}

// z = x ⋆ ȳ;   x̄ = ȳ ∗ᵀ z̄,   ȳ̄ = x ∗ z̄
private struct ConvolutionWeightGradient: Operation {
  let x: Tensor
  let result: Tensor
  let sizes: ConvolutionSizes

  func pullback(_ z̄: Tensor, to x̄: Cotangents) {
    if x̄.wants(0) { x̄.add(result.convolutionInputGradient(z̄, sizes), to: 0) }
    if x̄.wants(1) { x̄.add(x.convolution(z̄, sizes), to: 1) }
  }
}
