/// A function that follows a layer, for which its initial weights are scaled:
/// torch.nn.init.calculate_gain.
public enum Nonlinearity: Sendable, Hashable {
  /// None, or a convolution.
  case linear
  /// The logistic function.
  case sigmoid
  /// The hyperbolic tangent.
  case tanh
  /// The positive part.
  case relu
  /// The positive part, and a fraction of the negative one.
  case leakyReLU(slope: Double = 0.01)
  /// The scaled exponential linear unit.
  case selu

  /// What keeps the size of the signal: 1, 1, 5/3, √2, √(2 / (1 + slope²)) and 3/4.
  public var gain: Double {
    switch self {
    case .linear, .sigmoid: 1
    case .tanh: 5.0 / 3
    case .relu: 2.0.squareRoot()
    case .leakyReLU(let slope): (2 / (1 + slope * slope)).squareRoot()
    case .selu: 3.0 / 4
    }
  }
}
