import DescentTensor

/// Each element where it is positive, else an exponential that levels off: torch.nn.ELU.
///
///     y = x for x > 0, else α (eˣ − 1)
///
/// - SeeAlso: Clevert et al. (arXiv:1511.07289).
public struct ELU: Layer {
  /// α.
  public let alpha: Double

  /// The function as a layer; it has no parameters.
  public init(alpha: Double = 1) { self.alpha = alpha }

  /// The function of each element.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.elu(alpha: alpha)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
