import DescentTensor

/// The logarithm of ``Softmax``, accurate where that rounds to 0: torch.nn.LogSoftmax.
///
///     y = x − ln Σ eˣ
public struct LogSoftmax: Layer {
  /// The axis of the sum.
  public let axis: Int

  /// The function as a layer, over the innermost axis by default; it has no parameters.
  public init(axis: Int = -1) { self.axis = axis }

  /// The function along the axis.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.logSoftmax(axis: axis)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
