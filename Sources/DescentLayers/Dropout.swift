import DescentTensor

/// Sets elements to zero at random in training, and scales the rest so that the mean stays.
///
///     y = x · mask,   mask = 0 with probability p, else 1 / (1 − p);   y = x in evaluation
///
/// The mask is torch's for the same generator, which takes two words for each element, and none for
/// p = 0 and p = 1.
///
/// - SeeAlso: Srivastava et al., *Dropout* (JMLR 15, 2014); torch.nn.Dropout.
public struct Dropout: Layer {
  /// The probability p that an element is dropped.
  public let probability: Double

  /// A layer that drops with a probability.
  ///
  /// - Precondition: the probability lies between 0 and 1.
  public init(_ probability: Double = 0.5) {
    precondition(
      probability >= 0 && probability <= 1, "Dropout: \(probability) is not a probability")
    self.probability = probability
  }

  /// The input with elements dropped, or the input itself in evaluation.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    guard context.mode == .training, probability > 0 else { return x }
    return x
      * Tensor.dropoutMask(
        x.shape, probability: probability, dtype: x.dtype, using: &context.generator)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
