import DescentTensor

/// Each element times the normal probability of being below it: torch.nn.GELU.
///
///     y = x Φ(x),   or with tanh   y = ½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))
///
/// - SeeAlso: Hendrycks & Gimpel (arXiv:1606.08415).
public struct GELU: Layer {
  /// Whether Φ is replaced by its form with tanh: torch's `approximate="tanh"`.
  public let isTanh: Bool

  /// The function as a layer; it has no parameters.
  public init(isTanh: Bool = false) { self.isTanh = isTanh }

  /// The function of each element.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.gelu(isTanh: isTanh)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
