import DescentTensor

/// How the losses of the elements or rows become one number.
public enum Reduction: Sendable, Hashable {
  /// Their mean.
  case mean
  /// Their sum.
  case sum

  func callAsFunction(_ losses: Tensor) -> Tensor {
    switch self {
    case .mean: losses.mean()
    case .sum: losses.sum()
    }
  }
}
