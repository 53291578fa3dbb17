import DescentTensor

/// The positive part: max(x, 0).
///
/// torch.nn.ReLU.
public struct ReLU: Layer {
  /// The function as a layer; it has no parameters.
  public init() {}

  /// The function of each element.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor { x.relu() }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
