import DescentLayers
import DescentTensor

/// The convolutional part of the small image networks: from `[batch, 1, 28, 28]` to 1,568 features.
///
/// A convolution to 16 channels, a residual block, pooling; a convolution to 32, a block, pooling.
public struct ImageTrunk: Layer {
  /// The first convolution, to 16 channels.
  public var c1: Conv2d
  /// The block at 28 × 28.
  public var r1: ResidualBlock
  /// The second convolution, to 32 channels.
  public var c2: Conv2d
  /// The block at 14 × 14.
  public var r2: ResidualBlock

  /// How many numbers are left of an image.
  public static let features = 32 * 7 * 7

  /// A trunk with torch's initial weights.
  public init(using generator: inout Generator) {
    c1 = Conv2d(from: 1, to: 16, kernel: 3, padding: 1, using: &generator)
    r1 = ResidualBlock(16, using: &generator)
    c2 = Conv2d(from: 16, to: 32, kernel: 3, padding: 1, using: &generator)
    r2 = ResidualBlock(32, using: &generator)
  }

  /// The features of each image.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    let half = r1(c1.relu(x), in: &context).maxPool2d(2)
    let quarter = r2(c2.relu(half), in: &context).maxPool2d(2)
    return quarter.reshaped(to: [x.shape[0], ImageTrunk.features] as Shape)
  }

  /// Shows `c1`, `r1`, `c2` and `r2`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("c1", &c1)
    visitor.visit("r1", &r1)
    visitor.visit("c2", &c2)
    visitor.visit("r2", &r2)
  }
}
