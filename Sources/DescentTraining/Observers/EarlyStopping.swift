import DescentTensor

/// Ends a run when its loss has stopped falling.
///
/// The loss is that of the validation data where there are any. A run is stopped when so many passes
/// in a row, `patience`, have not brought it under the lowest so far, less `minimumImprovement`.
///
/// - SeeAlso: Prechelt, *Early Stopping - But When?* (1998), the criterion UP in its simplest form.
public struct EarlyStopping: TrainingObserver {
  /// How many passes without a better loss are waited for.
  public let patience: Int
  /// By how much a loss must be lower to be better.
  public let minimumImprovement: Double
  /// The lowest loss so far.
  public private(set) var bestLoss = Double.infinity
  /// The pass that had it; 0 before the first.
  public private(set) var bestEpoch = 0

  /// Waits for so many passes without a better loss.
  ///
  /// - Parameters:
  ///   - patience: How many passes without a better loss are waited for.
  ///   - minimumImprovement: By how much a loss must be lower to be better.
  /// - Precondition: `patience` is at least 1.
  public init(patience: Int, minimumImprovement: Double = 0) {
    precondition(patience >= 1, "EarlyStopping: a patience of \(patience) epochs")
    self.patience = patience
    self.minimumImprovement = minimumImprovement
  }

  /// Compares the loss at the end of each pass.
  public mutating func observe(_ event: TrainingEvent) -> Directive {
    switch event {
    case .willStart:
      (bestLoss, bestEpoch) = (.infinity, 0)
    case .didEndEpoch(let report):
      if report.loss < bestLoss - minimumImprovement {
        (bestLoss, bestEpoch) = (report.loss, report.epoch)
      } else if report.epoch - bestEpoch >= patience {
        return .stop(reason: "no better loss for \(patience) epochs")
      }
    case .didComputeGradients, .didStep, .didFinish: break
    }
    return .proceed
  }
}

extension EarlyStopping: Resumable {
  /// The lowest loss so far, and the pass that had it.
  public struct Memory: Codable, Sendable {
    let bestLoss: Double
    let bestEpoch: Int
  }

  /// The lowest loss so far, and the pass that had it.
  public var memory: Memory {
    get { Memory(bestLoss: bestLoss, bestEpoch: bestEpoch) }
    set { (bestLoss, bestEpoch) = (newValue.bestLoss, newValue.bestEpoch) }
  }
}
