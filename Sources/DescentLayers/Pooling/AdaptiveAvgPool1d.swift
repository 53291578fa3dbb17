import DescentTensor

/// The mean of each of so many windows of the innermost axis, of nearly equal sizes.
///
/// Along an axis of length n, window i of m covers the places from ⌊i n / m⌋ before ⌈(i + 1) n / m⌉.
public struct AdaptiveAvgPool1d: Layer {
  /// How many windows there are.
  public let count: Int

  /// So many windows.
  public init(_ count: Int) { self.count = count }

  /// The pooled input.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.adaptiveAvgPool1d(count)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
