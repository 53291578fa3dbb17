import DescentTensor

/// Each element times its logistic function, also called swish: torch.nn.SiLU.
///
///     y = x / (1 + e⁻ˣ)
public struct SiLU: Layer {
  /// The function as a layer; it has no parameters.
  public init() {}

  /// The function of each element.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor { x.silu() }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
