import DescentTensor

/// The hyperbolic tangent: torch.nn.Tanh.
public struct Tanh: Layer {
  /// The function as a layer; it has no parameters.
  public init() {}

  /// The function of each element.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor { x.tanh() }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
