import DescentTensor

/// Each element where it is positive, else a fraction of it: torch.nn.LeakyReLU.
///
///     y = x for x > 0, else s x
public struct LeakyReLU: Layer {
  /// s.
  public let slope: Double

  /// The function as a layer; it has no parameters.
  public init(slope: Double = 0.01) { self.slope = slope }

  /// The function of each element.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.leakyRelu(slope: slope)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
