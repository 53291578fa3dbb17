import DescentTensor

/// The greatest element of each of so many windows of the innermost two axes, of nearly equal sizes.
///
/// Along an axis of length n, window i of m covers the places from ⌊i n / m⌋ before ⌈(i + 1) n / m⌉.
public struct AdaptiveMaxPool2d: Layer {
  /// How many windows there are.
  public let count: AxisPair

  /// So many windows.
  public init(_ count: AxisPair) { self.count = count }

  /// The pooled input.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.adaptiveMaxPool2d(count)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
