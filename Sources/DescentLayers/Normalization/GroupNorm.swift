import DescentTensor

/// Normalizes groups of neighbouring channels of each sample: torch.nn.GroupNorm.
///
///     y = (x − mean x) / √(var x + ε) · w + b,   w and b one number for each channel
///
/// Input and output are `[samples, channels, …]`; w and b start as ones and zeros. Training and
/// evaluation are the same. As many groups as channels is instance normalization.
///
/// - SeeAlso: Wu & He (arXiv:1803.08494).
public struct GroupNorm: Layer {
  /// w, `[channels]`, if the layer scales.
  public var weight: Parameter?
  /// b, `[channels]`, if the layer shifts.
  public var bias: Parameter?
  /// The number of groups.
  public let groups: Int
  /// The number of channels.
  public let channels: Int
  /// ε.
  public let epsilon: Double

  /// A layer for so many channels in so many groups.
  ///
  /// - Parameters:
  ///   - groups: The groups, which divide the channels.
  ///   - channels: The length of the input's second axis.
  ///   - epsilon: ε.
  ///   - isAffine: Whether there are w and b.
  ///   - dtype: `float32` or `float64`.
  public init(
    groups: Int, channels: Int, epsilon: Double = 1e-5, isAffine: Bool = true,
    dtype: DType = .float32
  ) {
    precondition(
      groups > 0 && channels > 0 && channels % groups == 0,
      "GroupNorm: \(groups) groups of \(channels) channels")
    self.groups = groups
    self.channels = channels
    self.epsilon = epsilon
    weight = isAffine ? Parameter(.ones([channels], dtype: dtype)) : nil
    bias = isAffine ? Parameter(.zeros([channels], dtype: dtype)) : nil
  }

  /// The normalized input.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    precondition(
      x.rank >= 2 && x.shape[1] == channels,
      "GroupNorm: an input of shape \(x.shape) for \(channels) channels")
    return x.groupNorm(
      groups: groups, weight: weight?.value, bias: bias?.value, epsilon: epsilon)
  }

  /// Shows `weight` and `bias`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }
}
