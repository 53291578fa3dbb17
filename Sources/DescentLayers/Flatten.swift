import DescentTensor

/// Makes one axis of several neighbouring ones.
///
/// By default all but the first, the batch, as in torch.
public struct Flatten: Layer {
  /// The first of the axes; negative ones count from the innermost.
  public let first: Int
  /// The last of them.
  public let last: Int

  /// A layer that takes the axes `first` to `last` together.
  ///
  /// - Parameters:
  ///   - first: The first axis; negative ones count from the innermost.
  ///   - last: The last.
  public init(from first: Int = 1, through last: Int = -1) {
    self.first = first
    self.last = last
  }

  /// The same elements with fewer axes.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    let (from, through) = (x.shape.resolve(first), x.shape.resolve(last))
    precondition(
      from <= through, "Flatten: axes \(first) through \(last) of an input of shape \(x.shape)")
    let lengths = x.shape.dimensions
    return x.reshaped(
      to: Shape(
        lengths[..<from] + [lengths[from...through].reduce(1, *)] + lengths[(through + 1)...]))
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
