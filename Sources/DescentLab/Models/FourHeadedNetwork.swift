import DescentLayers
import DescentTensor

/// A residual network that looks at an image once and answers four questions: whether an object is
/// there, how it is turned, how large it is, and where.
///
/// 28 × 28 images; a convolution to 16 channels, a residual block, pooling; the same with 32; then
/// four heads of 64 units. The first head gives the logit of a probability, the others the sine and
/// cosine of an angle, a size, and a position.
public struct FourHeadedNetwork: Module {
  /// The trunk.
  public var trunk: ImageTrunk
  /// What each question is answered by, from 1,568 features.
  public var heads: [Sequential]

  /// The numbers that the heads give.
  public static let widths = [1, 2, 1, 2]

  /// A network with torch's initial weights.
  public init(using generator: inout Generator) {
    trunk = ImageTrunk(using: &generator)
    heads = []
    for width in FourHeadedNetwork.widths {
      heads.append(
        Sequential(
          Linear(from: ImageTrunk.features, to: 64, using: &generator), ReLU(),
          Linear(from: 64, to: width, using: &generator)))
    }
  }

  /// The four heads' outputs for images `[batch, 1, 28, 28]`.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> [Tensor] {
    let features = trunk(x, in: &context)
    return heads.indices.map { head in
      context.within("heads.\(head)") { heads[head](features, in: &$0) }
    }
  }

  /// Binary cross-entropy of the first head and the mean squared errors of the others, added up.
  ///
  /// - Parameters:
  ///   - x: The images.
  ///   - targets: What each head should say: 0 or 1 for the first.
  /// - Returns: The loss.
  public func loss(_ x: Tensor, _ targets: [Tensor]) -> Tensor {
    var context = Context.evaluation
    let outputs = self(x, in: &context)
    precondition(
      targets.count == outputs.count,
      "FourHeadedNetwork: \(targets.count) targets for \(outputs.count) heads")
    return zip(outputs, targets).dropFirst().reduce(
      binaryCrossEntropy(logits: outputs[0], targets[0])
    ) { $0 + meanSquaredError($1.0, $1.1) }
  }

  /// Shows the trunk's parts and the heads under the names `c1`, `r1`, `c2`, `r2` and `heads.0` to
  /// `heads.3`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    trunk.visit(&visitor)
    for i in heads.indices { visitor.visit("heads.\(i)", &heads[i]) }
  }
}
