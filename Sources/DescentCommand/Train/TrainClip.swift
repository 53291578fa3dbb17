import DescentOptimizers

/// What is done about large gradients, in the words of `--clip`.
enum TrainClip: Equatable {
  case norm(Double)
  case value(Double)
  case averageNorm(Double)

  /// Reads `1`, `norm:1`, `value:0.5` or `average-norm:2`; nil if it makes no sense.
  init?(_ text: String) {
    let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
    guard let bound = parts.last.flatMap({ Double($0) }), bound > 0, bound.isFinite else {
      return nil
    }
    switch parts.count == 2 ? parts[0] : "norm" {
    case "norm": self = .norm(bound)
    case "value": self = .value(bound)
    case "average-norm": self = .averageNorm(bound)
    default: return nil
    }
    if parts.count > 2 { return nil }
  }

  /// As ``init(_:)`` reads it.
  var text: String {
    switch self {
    case .norm(let bound): "norm:\(bound)"
    case .value(let bound): "value:\(bound)"
    case .averageNorm(let bound): "average-norm:\(bound)"
    }
  }

  var transform: any GradientTransform {
    switch self {
    case .norm(let bound): ClipByGlobalNorm(bound)
    case .value(let bound): ClipByValue(bound)
    case .averageNorm(let bound): ClipByAverageNorm(bound)
    }
  }
}
