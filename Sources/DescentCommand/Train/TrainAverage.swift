import DescentOptimizers

/// Which average of the weights is validated and kept, in the words of `--average`.
enum TrainAverage: Equatable {
  static let defaultDecay = 0.999

  case exponential(Double)
  case stochastic

  /// Reads `ema`, `ema:0.99` or `swa`; nil if it makes no sense.
  init?(_ text: String) {
    let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("swa", 1): self = .stochastic
    case ("ema", 1): self = .exponential(Self.defaultDecay)
    case ("ema", 2):
      guard let decay = Double(parts[1]), decay >= 0, decay < 1 else { return nil }
      self = .exponential(decay)
    default: return nil
    }
  }

  /// As ``init(_:)`` reads it.
  var text: String {
    switch self {
    case .exponential(let decay): "ema:\(decay)"
    case .stochastic: "swa"
    }
  }

  var average: any ParameterAverage {
    switch self {
    case .exponential(let decay): ExponentialAverage(decay: decay)
    case .stochastic: StochasticAverage()
    }
  }
}
