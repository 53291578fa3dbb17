import DescentTensor

/// Divides each sample by the root of its mean square over the innermost axes: torch.nn.RMSNorm.
///
///     y = x / √(mean x² + ε) · w
///
/// Input and output are `[…, shape]`; w has the shape, and starts as ones. Training and evaluation
/// are the same.
///
/// - SeeAlso: Zhang & Sennrich (arXiv:1910.07467).
public struct RMSNorm: Layer {
  /// w, if the layer scales.
  public var weight: Parameter?
  /// The lengths of the axes that are normalized over.
  public let shape: Shape
  /// ε; nil for the distance from 1 to the next number of the input's element type.
  public let epsilon: Double?

  /// A layer over axes of these lengths.
  ///
  /// - Parameters:
  ///   - shape: The lengths of the innermost axes.
  ///   - epsilon: ε; nil for 2⁻²³ in `float32` and 2⁻⁵² in `float64`.
  ///   - isAffine: Whether there is w: torch's `elementwise_affine`.
  ///   - dtype: `float32` or `float64`.
  public init(
    _ shape: Shape, epsilon: Double? = nil, isAffine: Bool = true, dtype: DType = .float32
  ) {
    precondition(shape.rank >= 1 && shape.count > 0, "RMSNorm: a shape of \(shape)")
    self.shape = shape
    self.epsilon = epsilon
    weight = isAffine ? Parameter(.ones(shape, dtype: dtype)) : nil
  }

  /// A layer over one axis of this length.
  ///
  /// - Parameters:
  ///   - length: The innermost axis's.
  ///   - epsilon: ε; nil for the spacing of the type at 1.
  ///   - dtype: `float32` or `float64`.
  public init(_ length: Int, epsilon: Double? = nil, dtype: DType = .float32) {
    self.init([length], epsilon: epsilon, dtype: dtype)
  }

  /// The normalized input.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    let step = x.dtype == .float32 ? Double(Float.ulpOfOne) : Double.ulpOfOne
    return x.layerNorm(
      over: shape, weight: weight?.value, epsilon: epsilon ?? step, centers: false)
  }

  /// Shows `weight`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
  }
}
