import DescentLayers
import DescentTensor

/// A residual network for 28 × 28 images of a few classes: the trunk, 64 units, and one logit a class.
public struct ImageClassifier: Layer {
  /// The convolutional part.
  public var trunk: ImageTrunk
  /// From its features to 64 units and to the logits.
  public var head: Sequential

  /// A network with torch's initial weights.
  public init(classes: Int, using generator: inout Generator) {
    trunk = ImageTrunk(using: &generator)
    head = Sequential(
      Linear(from: ImageTrunk.features, to: 64, using: &generator), ReLU(),
      Linear(from: 64, to: classes, using: &generator))
  }

  /// The logits of images `[batch, 1, 28, 28]`, or of rows of 784 pixels.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    let images = x.rank == 4 ? x : x.reshaped(to: [x.shape[0], 1, 28, 28] as Shape)
    let features = trunk(images, in: &context)
    return context.within("head") { head(features, in: &$0) }
  }

  /// Shows the trunk's parts under their own names, and `head`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    trunk.visit(&visitor)
    visitor.visit("head", &head)
  }
}
