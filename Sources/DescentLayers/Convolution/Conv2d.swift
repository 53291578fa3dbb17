import DescentTensor

/// A convolution over the innermost two axes.
///
///     y[n, o, i, j] = b[o] + Σ W[o, c, k, l] x[n, c, s i + d k − p, s j + d l − p]
///
/// with stride s, dilation d and padding p: `Tensor.conv2d`.
///
/// Initial weights and bias are uniform within ±1/√(inputs / groups · kernel area) and are torch's bit
/// for bit for the same generator: the weight is drawn first, then the bias.
public struct Conv2d: Layer {
  /// W, `[outputs, inputs / groups, kernel height, kernel width]`.
  public var weight: Parameter
  /// b, `[outputs]`, if there is one.
  public var bias: Parameter?
  /// How far the kernel moves from one result to the next.
  public let stride: AxisPair
  /// Zeros around the input.
  public let padding: ConvolutionPadding
  /// How far apart neighbours of the kernel stand in the input.
  public let dilation: AxisPair
  /// In how many parts the channels fall.
  public let groups: Int

  /// A layer with torch's initial weights.
  ///
  /// - Parameters:
  ///   - inputs: The channels of the input.
  ///   - outputs: The channels of the result.
  ///   - kernel: The kernel's size.
  ///   - stride: How far it moves.
  ///   - padding: Zeros around the input.
  ///   - dilation: How far apart neighbours of the kernel stand.
  ///   - groups: In how many parts the channels fall; both numbers of channels are multiples of it.
  ///   - hasBias: Whether b is added.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the weights are drawn from.
  public init(
    from inputs: Int, to outputs: Int, kernel: AxisPair, stride: AxisPair = 1,
    padding: ConvolutionPadding = 0, dilation: AxisPair = 1, groups: Int = 1,
    hasBias: Bool = true, dtype: DType = .float32, using generator: inout Generator
  ) {
    precondition(
      inputs > 0 && outputs > 0 && groups > 0 && inputs % groups == 0 && outputs % groups == 0
        && kernel.height > 0 && kernel.width > 0,
      "Conv2d: from \(inputs) to \(outputs) channels in \(groups) groups, a kernel of \(kernel)")
    let drawn = Tensor.layerWeights(
      [outputs, inputs / groups, kernel.height, kernel.width], groups: groups, hasBias: hasBias,
      dtype: dtype, using: &generator)
    self.init(
      weight: drawn.weight, bias: drawn.bias, stride: stride, padding: padding,
      dilation: dilation, groups: groups)
  }

  /// A layer with these weights.
  ///
  /// - Parameters:
  ///   - weight: The weight.
  ///   - bias: The bias; nil for none.
  ///   - stride: How far apart windows start.
  ///   - padding: Zeros around the input.
  ///   - dilation: How far apart the window's places stand.
  ///   - groups: Into how many parts the channels are divided.
  /// - Precondition: `weight` is `[outputs, inputs / groups, height, width]` and `bias` `[outputs]`.
  public init(
    weight: Tensor, bias: Tensor?, stride: AxisPair = 1, padding: ConvolutionPadding = 0,
    dilation: AxisPair = 1, groups: Int = 1
  ) {
    precondition(
      weight.rank == 4 && (bias.map { $0.shape == [weight.shape[0]] } ?? true),
      "Conv2d: a weight of shape \(weight.shape) with a bias of shape \(bias?.shape ?? [])")
    self.weight = Parameter(weight)
    self.bias = bias.map { Parameter($0) }
    (self.stride, self.padding, self.dilation) = (stride, padding, dilation)
    self.groups = groups
  }

  /// The output for an input `[batch, inputs, height, width]`, or without the batch.
  ///
  /// - Precondition: the channels fit, and the image is no smaller than the kernel.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.conv2d(
      weight.value, bias: bias?.value, stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }

  /// The positive part of the output, in one pass: the bits of ``ReLU`` after this layer.
  public func relu(_ x: Tensor) -> Tensor { rectified(x, adding: nil) }

  /// The positive part of the output with another tensor added, in one pass: the bits of the sum and of
  /// ``ReLU`` after this layer.
  ///
  /// - Parameters:
  ///   - x: The input.
  ///   - other: What is added before the positive part is taken.
  /// - Returns: max(0, y + other).
  /// - Precondition: `other` has the output's shape and element type.
  public func relu(_ x: Tensor, adding other: Tensor) -> Tensor { rectified(x, adding: other) }

  private func rectified(_ x: Tensor, adding other: Tensor?) -> Tensor {
    x.conv2dRelu(
      weight.value, bias: bias?.value, adding: other, stride: stride, padding: padding,
      dilation: dilation, groups: groups)
  }

  /// Shows `weight` and `bias`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }
}
