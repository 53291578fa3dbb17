import CDescentKernels

/// How many zeros a convolution puts around its input.
public enum ConvolutionPadding: Sendable, Hashable {
  /// So many on either side.
  case zeros(AxisPair)
  /// As many as make the result as long as the input; one more after than before where the number is
  /// odd. Only for a stride of 1.
  case same
}

extension ConvolutionPadding: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// The same number of zeros on all sides.
  public init(integerLiteral length: Int) { self = .zeros(AxisPair(length, length)) }
  /// So many above and below, and left and right.
  public init(arrayLiteral lengths: Int...) {
    precondition(lengths.count == 2, "ConvolutionPadding: two lengths, not \(lengths)")
    self = .zeros(AxisPair(lengths[0], lengths[1]))
  }
}

extension Tensor {
  /// The convolution over the innermost two axes (strictly the correlation, as in all networks).
  ///
  ///     y[n, o, i, j] = b[o] + Σ w[o, c, k, l] x[n, c, s i + d k − p, s j + d l − p]
  ///
  /// with stride s, dilation d and padding p, for c in the group of o, and x = 0 outside its bounds.
  /// The three tensors' derivatives are convolutions again, so that any order can be asked for:
  ///
  ///     x̄ = the transposed convolution of ȳ with w,   w̄ = the correlation of x with ȳ,   b̄ = Σ ȳ
  ///
  /// - Parameters:
  ///   - weight: `[outputs, inputs / groups, kernel height, kernel width]`.
  ///   - bias: `[outputs]`.
  ///   - stride: How far the kernel moves from one result to the next.
  ///   - padding: Zeros around the input.
  ///   - dilation: How far apart neighbours of the kernel stand in the input.
  ///   - groups: In how many parts the channels fall; each part of the outputs sees its part of the
  ///     inputs alone.
  /// - Returns: `[batch, outputs, height, width]`, or without the batch for an input without one.
  /// - Precondition: the input is `[batch, inputs, height, width]` or `[inputs, height, width]`, of the
  ///   weight's element type, and no smaller with its padding than the dilated kernel.
  /// - Complexity: Memory beyond the result for one sample's input per thread, whatever the kernel.
  public func conv2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: AxisPair = 1, padding: ConvolutionPadding = 0,
    dilation: AxisPair = 1, groups: Int = 1
  ) -> Tensor {
    convolved(weight, bias, nil, stride, padding, dilation, groups, relu: false)
  }

  /// The positive part of a ``conv2d(_:bias:stride:padding:dilation:groups:)`` to which another tensor
  /// of the result's shape is added, in one pass.
  package func conv2dRelu(
    _ weight: Tensor, bias: Tensor? = nil, adding addend: Tensor? = nil, stride: AxisPair = 1,
    padding: ConvolutionPadding = 0, dilation: AxisPair = 1, groups: Int = 1
  ) -> Tensor {
    convolved(weight, bias, addend, stride, padding, dilation, groups, relu: true)
  }

  /// The convolution over the innermost axis: the formula of
  /// ``conv2d(_:bias:stride:padding:dilation:groups:)`` with one axis less.
  ///
  /// - Parameters:
  ///   - weight: `[outputs, inputs / groups, kernel length]`.
  ///   - bias: `[outputs]`.
  ///   - stride: How far the kernel moves.
  ///   - padding: Zeros on either side of the input, the columns' where there are two.
  ///   - dilation: How far apart neighbours of the kernel stand.
  ///   - groups: In how many parts the channels fall.
  /// - Returns: `[batch, outputs, length]`, or without the batch for an input without one.
  public func conv1d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: ConvolutionPadding = 0,
    dilation: Int = 1, groups: Int = 1
  ) -> Tensor {
    precondition(
      (rank == 2 || rank == 3) && weight.rank == 3,
      "conv1d: an input of shape \(shape) with a weight of shape \(weight.shape)")
    var flat = padding
    if case .zeros(let both) = padding { flat = .zeros(AxisPair(0, both.width)) }
    return expandingAxis(-2).conv2d(
      weight.expandingAxis(-2), bias: bias, stride: AxisPair(1, stride), padding: flat,
      dilation: AxisPair(1, dilation), groups: groups
    ).squeezed(axis: -2)
  }

  private func convolved(
    _ weight: Tensor, _ bias: Tensor?, _ addend: Tensor?, _ stride: AxisPair,
    _ padding: ConvolutionPadding, _ dilation: AxisPair, _ groups: Int, relu: Bool
  ) -> Tensor {
    if rank == 3 {
      return expandingAxis(0).convolved(
        weight, bias, addend?.expandingAxis(0), stride, padding, dilation, groups, relu: relu
      ).squeezed(axis: 0)
    }
    let sizes = ConvolutionSizes(self, weight, bias, stride, padding, dilation, groups)
    precondition(
      addend.map { $0.shape == sizes.y && $0.dtype == dtype } ?? true,
      "convolution: a \(addend?.dtype ?? dtype) tensor of shape \(addend?.shape ?? []) added to a \(dtype) result of shape \(sizes.y)"
    )
    let y = sizes.result(x: self, weight: weight, bias: bias, addend: addend, relu: relu)
    guard bias != nil || addend != nil else {
      return y.recorded(of: self, weight) {
        Convolution(
          x: self, weight: weight, sizes: sizes, hasAddend: addend != nil,
          y: relu ? copy $0 : nil)
      }
    }
    return y.recorded(of: [self, weight] + [bias, addend].compactMap { $0 }) {
      Convolution(
        x: self, weight: weight, sizes: sizes, hasAddend: addend != nil,
        y: relu ? copy $0 : nil)
    }
  }
}

// y = x ∗ w + b + z, or max(that, 0);   x̄ = ȳ ∗ᵀ w,   w̄ = x ⋆ ȳ,   b̄ = Σ ȳ,   z̄ = ȳ
private struct Convolution: Operation {
  let x: Tensor
  let weight: Tensor
  let sizes: ConvolutionSizes
  let hasAddend: Bool
  /// The result where negative ones were cut.
  let y: Tensor?

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let ȳ = y.map { ($0 .> 0).select(ȳ, Tensor(zerosLike: ȳ)) } ?? ȳ
    pull(ȳ, to: x̄)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    if x̄.wants(1), sizes.joinsGradients {
      let addend = sizes.hasBias ? 3 : 2
      let all = sizes.gradients(
        x: x, result: ȳ, mask: y, weight: weight, addend: x̄.take(0), wantsInput: x̄.wants(0),
        wantsBias: sizes.hasBias && x̄.wants(2), wantsMasked: hasAddend && x̄.wants(addend))
      if let input = all.input { x̄.add(input, to: 0) }
      x̄.add(all.weight, to: 1)
      if let bias = all.bias { x̄.add(bias, to: 2) }
      if let masked = all.masked { x̄.add(masked, to: addend) }
      return
    }
    guard let y else { return pull(ȳ, to: x̄) }
    pull(ȳ.replaced(with: y, dk_zip_reluPullback_f32, dk_zip_reluPullback_f64), to: x̄)
  }

  private func pull(_ ȳ: Tensor, to x̄: Cotangents) {
    if x̄.wants(0) { x̄.add(ȳ.convolutionInputGradient(weight, sizes), to: 0) }
    if x̄.wants(1) { x̄.add(x.convolutionWeightGradient(ȳ, sizes), to: 1) }
    if sizes.hasBias, x̄.wants(2) { x̄.add(ȳ.sum(axes: [0, 2, 3]), to: 2) }
    if hasAddend { x̄.add(ȳ, to: sizes.hasBias ? 3 : 2) }
  }
}
