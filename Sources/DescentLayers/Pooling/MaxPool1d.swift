import DescentTensor

/// The greatest element of each window of the innermost axis.
///
/// The formula and torch's rules are `Tensor.maxPool1d`'s.
public struct MaxPool1d: Layer {
  /// The window's length.
  public let kernel: Int
  /// How far apart windows start.
  public let stride: Int
  /// How far the first window may start before the input; nothing there is ever greatest.
  public let padding: Int
  /// How far apart the window's places stand.
  public let dilation: Int
  /// Whether a last window may hang over the end.
  public let ceilMode: Bool

  /// Windows of one length, side by side unless a stride is given.
  ///
  /// - Parameters:
  ///   - kernel: How many places a window has.
  ///   - stride: How far apart windows start; nil for side by side.
  ///   - padding: How far the first window may start before the axis.
  ///   - dilation: How far apart the window's places stand.
  ///   - ceilMode: Whether a last window may hang over the end.
  public init(
    _ kernel: Int, stride: Int? = nil, padding: Int = 0, dilation: Int = 1,
    ceilMode: Bool = false
  ) {
    (self.kernel, self.stride, self.padding) = (kernel, stride ?? kernel, padding)
    (self.dilation, self.ceilMode) = (dilation, ceilMode)
  }

  /// The pooled input.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    x.maxPool1d(kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
  }

  /// Shows nothing.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {}
}
