import DescentTensor

/// A smooth form of the positive part: torch.nn.Softplus.
///
///     y = ln(1 + e^(βx)) / β,   and x itself where βx > threshold
public struct Softplus: Layer {
  /// β, the steepness.
  public let beta: Double
  /// From where on the function is x.
  public let threshold: Double

  /// The function as a layer; it has no parameters.
  public init(beta: Double = 1, threshold: Double = 20) {
    precondition(beta != 0, "Softplus: a beta of 0")
    self.beta = beta
    self.threshold = threshold
  }

  /// The function of each element.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.softplus(beta: beta, threshold: threshold)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
