import DescentLayers
import DescentTensor

/// Two convolutions of 3 × 3 around which the input goes too.
///
///     y = relu(x + b(relu(a(x))))
///
/// - SeeAlso: He et al., *Deep Residual Learning for Image Recognition* (CVPR 2016).
public struct ResidualBlock: Layer {
  /// The first convolution.
  public var a: Conv2d
  /// The second.
  public var b: Conv2d

  /// A block for images of so many channels.
  public init(_ channels: Int, using generator: inout Generator) {
    a = Conv2d(from: channels, to: channels, kernel: 3, padding: 1, using: &generator)
    b = Conv2d(from: channels, to: channels, kernel: 3, padding: 1, using: &generator)
  }

  /// The block's output, of the input's shape.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    b.relu(a.relu(x), adding: x)
  }

  /// Shows `a` and `b`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("a", &a)
    visitor.visit("b", &b)
  }
}
