import DescentTensor

/// An affine map of the innermost axis.
///
///     y = x Wᵀ + b,   x [… , inputs],   W [outputs, inputs],   b [outputs],   y [… , outputs]
///
/// Initial weights and bias are uniform within ±1/√inputs and are torch's bit for bit for the same
/// generator: the weight is drawn first, row by row, then the bias.
public struct Linear: Layer {
  /// W, `[outputs, inputs]`.
  public var weight: Parameter
  /// b, `[outputs]`, if there is one.
  public var bias: Parameter?

  /// A layer with torch's initial weights.
  ///
  /// - Parameters:
  ///   - inputs: The length of the input's innermost axis.
  ///   - outputs: The length of the output's.
  ///   - hasBias: Whether b is added.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the weights are drawn from.
  public init(
    from inputs: Int, to outputs: Int, hasBias: Bool = true, dtype: DType = .float32,
    using generator: inout Generator
  ) {
    precondition(inputs > 0 && outputs > 0, "Linear: from \(inputs) to \(outputs)")
    let drawn = Tensor.layerWeights(
      [outputs, inputs], hasBias: hasBias, dtype: dtype, using: &generator)
    self.init(weight: drawn.weight, bias: drawn.bias)
  }

  /// A layer with these weights.
  ///
  /// - Parameters:
  ///   - weight: W.
  ///   - bias: b; nil for none.
  /// - Precondition: `weight` is `[outputs, inputs]` and `bias` `[outputs]`.
  public init(weight: Tensor, bias: Tensor?) {
    precondition(
      weight.rank == 2 && (bias.map { $0.shape == [weight.shape[0]] } ?? true),
      "Linear: a weight of shape \(weight.shape) with a bias of shape \(bias?.shape ?? [])")
    self.weight = Parameter(weight)
    self.bias = bias.map { Parameter($0) }
  }

  /// The output for an input.
  ///
  /// - Precondition: the innermost axis has the length of the inputs.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.linear(weight.value, bias: bias?.value)
  }

  /// The positive part of the output, computed in one pass: the bits of ``ReLU`` after this layer.
  public func relu(_ x: Tensor) -> Tensor { x.linearRelu(weight.value, bias: bias?.value) }

  /// Shows `weight` and `bias`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }
}
