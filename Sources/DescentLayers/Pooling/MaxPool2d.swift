import DescentTensor

/// The greatest element of each window of the innermost two axes.
///
/// The formula and torch's rules are `Tensor.maxPool2d`'s.
public struct MaxPool2d: Layer {
  /// The window's size.
  public let kernel: AxisPair
  /// How far apart windows start.
  public let stride: AxisPair
  /// How far the first window may start before the image; nothing there is ever greatest.
  public let padding: AxisPair
  /// How far apart the window's places stand.
  public let dilation: AxisPair
  /// Whether a last window may hang over the end.
  public let ceilMode: Bool

  /// Windows of one size, side by side unless a stride is given.
  ///
  /// - Parameters:
  ///   - kernel: The window's size.
  ///   - stride: How far apart windows start; nil for side by side.
  ///   - padding: How far the first window may start before the image.
  ///   - dilation: How far apart the window's places stand.
  ///   - ceilMode: Whether a last window may hang over the end.
  public init(
    _ kernel: AxisPair, stride: AxisPair? = nil, padding: AxisPair = 0, dilation: AxisPair = 1,
    ceilMode: Bool = false
  ) {
    (self.kernel, self.stride, self.padding) = (kernel, stride ?? kernel, padding)
    (self.dilation, self.ceilMode) = (dilation, ceilMode)
  }

  /// The pooled input.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.maxPool2d(kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
