import CDescentKernels

extension ConvolutionSizes {
  /// Whether all gradients can come from one pass over the result's.
  var joinsGradients: Bool { withUnsafePointer(to: sizes) { dk_convolutionBoth_units($0) } > 0 }

  /// All gradients from one pass over the result's, ȳ, at first order.
  ///
  /// - Parameters:
  ///   - x: The input.
  ///   - result: ȳ; it is written over if nobody else holds it.
  ///   - mask: Where it counts: where this is above 0.
  ///   - weight: w.
  ///   - addend: What is added to the input's gradient.
  ///   - wantsInput: Whether the input's is asked for.
  ///   - wantsBias: Whether the bias' is.
  ///   - wantsMasked: Whether ȳ where it counts is.
  /// - Returns: What was asked for, and the weight's gradient.
  /// - Precondition: ``joinsGradients``.
  func gradients(
    x: Tensor, result: consuming Tensor, mask: Tensor?, weight: Tensor, addend: Tensor?,
    wantsInput: Bool, wantsBias: Bool, wantsMasked: Bool
  ) -> (input: Tensor?, weight: Tensor, bias: Tensor?, masked: Tensor?) {
    var ȳ = result
    let units = withUnsafePointer(to: sizes) { dk_convolutionBoth_units($0) }
    func made(_ shape: Shape) -> Tensor { Tensor(uninitialized: shape, dtype) }
    let gradient = made(self.weight)
    let channels = self.weight[0]
    let input = wantsInput ? [made(self.x), made(self.weight)] : []
    let bias = wantsBias ? [made([channels]), made([units, channels])] : []
    var masked: Tensor?
    if wantsMasked, mask != nil {
      masked = isKnownUniquelyReferenced(&ȳ.storage) ? ȳ : made(y)
    }
    let kernel = ConvolutionGradients(
      sizes: sizes, pieces: pieces, units: units, weightCount: gradient.count,
      channels: channels, isSingle: dtype == .float32, hasMask: mask != nil,
      hasAddend: addend != nil, wantsInput: wantsInput, wantsBias: wantsBias,
      wantsMasked: masked != nil)
    launch(
      kernel, [x, ȳ, weight] + [mask, addend].compactMap { $0 },
      into: [gradient, made([units, gradient.count])] + input + bias + (masked.map { [$0] } ?? []))
    return (
      input.first, gradient, bias.first, wantsMasked ? masked ?? ȳ.detached : nil
    )
  }
}

private struct ConvolutionGradients: Kernel {
  let sizes: dk_convolution
  let pieces, units, weightCount, channels: Int
  let isSingle, hasMask, hasAddend, wantsInput, wantsBias, wantsMasked: Bool

  func run(_ at: Operands) {
    var next = 3
    func take(_ isThere: Bool) -> UnsafeMutableRawPointer? {
      guard isThere else { return nil }
      defer { next += 1 }
      return at[next]
    }
    nonisolated(unsafe) let (x, result) = (at[0], at[1])
    nonisolated(unsafe) let (mask, addend) = (take(hasMask), take(hasAddend))
    nonisolated(unsafe) let (gradient, parts) = (take(true), take(true))
    nonisolated(unsafe) let (input, packed) = (take(wantsInput), take(wantsInput))
    nonisolated(unsafe) let (bias, biasParts) = (take(wantsBias), take(wantsBias))
    nonisolated(unsafe) let masked = take(wantsMasked)
    let function = isSingle ? dk_convolutionBoth_f32 : dk_convolutionBoth_f64
    let pack = isSingle ? dk_convolutionInput_pack_f32 : dk_convolutionInput_pack_f64
    let sum = isSingle ? dk_convolutionWeight_sum_f32 : dk_convolutionWeight_sum_f64
    withUnsafePointer(to: sizes) { sizes in
      nonisolated(unsafe) let sizes = sizes
      if wantsInput { pack(sizes, at[2], packed) }
      split(units, pieces) {
        function(sizes, x, result, mask, packed, addend, masked, input, parts, biasParts, $0, $1)
      }
    }
    sum(parts, units, gradient, weightCount)
    if wantsBias { sum(biasParts, units, bias, channels) }
  }
}
