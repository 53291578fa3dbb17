import DescentTensor

/// Normalizes each sample over its innermost axes: torch.nn.LayerNorm.
///
///     y = (x − mean x) / √(var x + ε) · w + b
///
/// Input and output are `[…, shape]`; w and b have the shape, and start as ones and zeros. Training
/// and evaluation are the same.
///
/// - SeeAlso: Ba, Kiros & Hinton (arXiv:1607.06450).
public struct LayerNorm: Layer {
  /// w, if the layer scales.
  public var weight: Parameter?
  /// b, if the layer shifts.
  public var bias: Parameter?
  /// The lengths of the axes that are normalized over.
  public let shape: Shape
  /// ε.
  public let epsilon: Double

  /// A layer over axes of these lengths.
  ///
  /// - Parameters:
  ///   - shape: The lengths of the innermost axes.
  ///   - epsilon: ε.
  ///   - isAffine: Whether there are w and b: torch's `elementwise_affine`.
  ///   - hasBias: Whether there is b, if there is w.
  ///   - dtype: `float32` or `float64`.
  public init(
    _ shape: Shape, epsilon: Double = 1e-5, isAffine: Bool = true, hasBias: Bool = true,
    dtype: DType = .float32
  ) {
    precondition(shape.rank >= 1 && shape.count > 0, "LayerNorm: a shape of \(shape)")
    self.shape = shape
    self.epsilon = epsilon
    weight = isAffine ? Parameter(.ones(shape, dtype: dtype)) : nil
    bias = isAffine && hasBias ? Parameter(.zeros(shape, dtype: dtype)) : nil
  }

  /// A layer over one axis of this length.
  ///
  /// - Parameters:
  ///   - length: The innermost axis's.
  ///   - epsilon: ε.
  ///   - dtype: `float32` or `float64`.
  public init(_ length: Int, epsilon: Double = 1e-5, dtype: DType = .float32) {
    self.init([length], epsilon: epsilon, dtype: dtype)
  }

  /// The normalized input.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.layerNorm(over: shape, weight: weight?.value, bias: bias?.value, epsilon: epsilon)
  }

  /// Shows `weight` and `bias`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }
}
