import DescentTensor

/// The mean of each window of the innermost axis.
///
/// The formula and torch's rules are `Tensor.avgPool1d`'s.
public struct AvgPool1d: Layer {
  /// The window's length.
  public let kernel: Int
  /// How far apart windows start.
  public let stride: Int
  /// Zeros on either side.
  public let padding: Int
  /// Whether a last window may hang over the end.
  public let ceilMode: Bool
  /// Whether the padding counts in the mean.
  public let countIncludePad: Bool

  /// Windows of one length, side by side unless a stride is given.
  ///
  /// - Parameters:
  ///   - kernel: How many places a window has.
  ///   - stride: How far apart windows start; nil for side by side.
  ///   - padding: Zeros on either side.
  ///   - ceilMode: Whether a last window may hang over the end.
  ///   - countIncludePad: Whether the padding is counted.
  public init(
    _ kernel: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true
  ) {
    (self.kernel, self.stride, self.padding) = (kernel, stride ?? kernel, padding)
    (self.ceilMode, self.countIncludePad) = (ceilMode, countIncludePad)

  }

  /// The pooled input.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.avgPool1d(
      kernel, stride: stride, padding: padding, ceilMode: ceilMode,
      countIncludePad: countIncludePad)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
