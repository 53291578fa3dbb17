import DescentTensor

/// A convolution over the innermost axis.
///
///     y[n, o, i] = b[o] + Σ W[o, c, k] x[n, c, s i + d k − p]
///
/// with stride s, dilation d and padding p: ``Conv2d`` with one axis less, its initial weights
/// included.
public struct Conv1d: Layer {
  /// W, `[outputs, inputs / groups, kernel length]`.
  public var weight: Parameter
  /// b, `[outputs]`, if there is one.
  public var bias: Parameter?
  /// How far the kernel moves from one result to the next.
  public let stride: Int
  /// Zeros on either side of the input.
  public let padding: ConvolutionPadding
  /// How far apart neighbours of the kernel stand in the input.
  public let dilation: Int
  /// In how many parts the channels fall.
  public let groups: Int

  /// A layer with torch's initial weights.
  ///
  /// - Parameters:
  ///   - inputs: The channels of the input.
  ///   - outputs: The channels of the result.
  ///   - kernel: The kernel's length.
  ///   - stride: How far it moves.
  ///   - padding: Zeros on either side of the input.
  ///   - dilation: How far apart neighbours of the kernel stand.
  ///   - groups: In how many parts the channels fall; both numbers of channels are multiples of it.
  ///   - hasBias: Whether b is added.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the weights are drawn from.
  public init(
    from inputs: Int, to outputs: Int, kernel: Int, stride: Int = 1,
    padding: ConvolutionPadding = 0, dilation: Int = 1, groups: Int = 1, hasBias: Bool = true,
    dtype: DType = .float32, using generator: inout Generator
  ) {
    precondition(
      inputs > 0 && outputs > 0 && groups > 0 && inputs % groups == 0 && outputs % groups == 0
        && kernel > 0,
      "Conv1d: from \(inputs) to \(outputs) channels in \(groups) groups, a kernel of \(kernel)")
    let drawn = Tensor.layerWeights(
      [outputs, inputs / groups, kernel], groups: groups, hasBias: hasBias, dtype: dtype,
      using: &generator)
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
  /// - Precondition: `weight` is `[outputs, inputs / groups, length]` and `bias` `[outputs]`.
  public init(
    weight: Tensor, bias: Tensor?, stride: Int = 1, padding: ConvolutionPadding = 0,
    dilation: Int = 1, groups: Int = 1
  ) {
    precondition(
      weight.rank == 3 && (bias.map { $0.shape == [weight.shape[0]] } ?? true),
      "Conv1d: a weight of shape \(weight.shape) with a bias of shape \(bias?.shape ?? [])")
    self.weight = Parameter(weight)
    self.bias = bias.map { Parameter($0) }
    (self.stride, self.padding, self.dilation) = (stride, padding, dilation)
    self.groups = groups
  }

  /// The output for an input `[batch, inputs, length]`, or without the batch.
  ///
  /// - Precondition: the channels fit, and the input is no shorter than the kernel.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.conv1d(
      weight.value, bias: bias?.value, stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }

  /// Shows `weight` and `bias`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }
}
