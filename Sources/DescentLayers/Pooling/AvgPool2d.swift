import DescentTensor

/// The mean of each window of the innermost two axes.
///
/// The formula and torch's rules are `Tensor.avgPool2d`'s.
public struct AvgPool2d: Layer {
  /// The window's size.
  public let kernel: AxisPair
  /// How far apart windows start.
  public let stride: AxisPair
  /// Zeros on either side.
  public let padding: AxisPair
  /// Whether a last window may hang over the end.
  public let ceilMode: Bool
  /// Whether the padding counts in the mean.
  public let countIncludePad: Bool
  /// What every sum is divided by, if it is not the window's area.
  public let divisor: Int?

  /// Windows of one size, side by side unless a stride is given.
  ///
  /// - Parameters:
  ///   - kernel: The window's size.
  ///   - stride: How far apart windows start; nil for side by side.
  ///   - padding: Zeros on either side.
  ///   - ceilMode: Whether a last window may hang over the end.
  ///   - countIncludePad: Whether the padding is counted.
  ///   - divisor: What every sum is divided by; nil for the number of places.
  public init(
    _ kernel: AxisPair, stride: AxisPair? = nil, padding: AxisPair = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true, divisor: Int? = nil
  ) {
    (self.kernel, self.stride, self.padding) = (kernel, stride ?? kernel, padding)
    (self.ceilMode, self.countIncludePad) = (ceilMode, countIncludePad)
    self.divisor = divisor
  }

  /// The pooled input.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.avgPool2d(
      kernel, stride: stride, padding: padding, ceilMode: ceilMode,
      countIncludePad: countIncludePad, divisor: divisor)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
