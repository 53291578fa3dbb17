import DescentTensor

/// How the losses of the elements or rows become one number, or that they do not.
public enum Reduction: Sendable, Hashable, CaseIterable {
  /// Their mean: torch's default.
  case mean
  /// Their sum.
  case sum
  /// Each stays by itself.
  case none

  func callAsFunction(_ losses: Tensor) -> Tensor {
    switch self {
    case .mean: losses.mean()
    case .sum: losses.sum()
    case .none: losses
    }
  }

  /// The same with the mean Σ l / Σ w.
  func callAsFunction(_ losses: Tensor, dividingBy weights: @autoclosure () -> Tensor) -> Tensor {
    switch self {
    case .mean: losses.sum() / weights().sum()
    case .sum: losses.sum()
    case .none: losses
    }
  }
}
