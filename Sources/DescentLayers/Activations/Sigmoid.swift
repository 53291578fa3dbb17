import DescentTensor

/// The logistic function: 1 / (1 + e⁻ˣ).
///
/// torch.nn.Sigmoid.
public struct Sigmoid: Layer {
  /// The function as a layer; it has no parameters.
  public init() {}

  /// The function of each element.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor { x.sigmoid() }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
