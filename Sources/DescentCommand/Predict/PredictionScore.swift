import DescentData
import DescentTraining

/// Predictions held against what is true, row by row.
struct PredictionScore {
  /// Targets that are there but cannot be used: other words than a number, or an unknown class.
  private(set) var unknown: (count: Int, first: String, line: Int)?
  /// Rows without a target.
  private(set) var missing = 0
  /// Rows that were compared.
  private(set) var count = 0
  private let target: TargetEncoding
  private var predictions: [Double] = []
  private var targets: [Double] = []
  private var tally: ClassificationTally?

  init(_ target: TargetEncoding) {
    self.target = target
    if case .classes(let classes) = target.encoding {
      tally = ClassificationTally(classCount: classes.count)
    }
  }

  /// Compares a row with the text of its target.
  mutating func add(_ prediction: Prediction, target text: String, line: Int) {
    switch (prediction, target.value(of: text)) {
    case (_, .missing): missing += 1
    case (.number(let value), .number(let z)):
      guard case .number(let standardization) = target.encoding else { return }
      predictions.append(value)
      // As the training run's own test had it: in single precision, and standardized.
      targets.append(standardization.invert(Double(z)))
      count += 1
    case (.classes(let shares), .class(let c)):
      tally?.add(shares, true: c)
      count += 1
    default: unknown = ((unknown?.count ?? 0) + 1, unknown?.first ?? text, unknown?.line ?? line)
    }
  }

  /// The metrics, as a training run has them; nil if no row could be compared.
  var scores: TrainScores? {
    guard count > 0 else { return nil }
    if let tally { return TrainScores(ClassificationMetrics(tally)) }
    return TrainScores(RegressionMetrics(predictions: predictions, targets: targets))
  }
}
