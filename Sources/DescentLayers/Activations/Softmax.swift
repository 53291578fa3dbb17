import DescentTensor

/// Positive numbers that add up to 1 along an axis: torch.nn.Softmax.
///
///     y = eˣ / Σ eˣ
public struct Softmax: Layer {
  /// The axis of the sum.
  public let axis: Int

  /// The function as a layer, over the innermost axis by default; it has no parameters.
  public init(axis: Int = -1) { self.axis = axis }

  /// The function along the axis.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.softmax(axis: axis)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
