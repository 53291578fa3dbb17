import DescentData
import DescentLayers
import DescentTensor
import DescentTraining
import Foundation

/// What is learned, and how it is judged.
enum TrainTask {
  /// A number, which the model sees standardized.
  case regression(Standardization)
  /// One of so many classes.
  case classification(count: Int)

  init(_ target: TargetEncoding) {
    switch target.encoding {
    case .number(let standardization): self = .regression(standardization)
    case .classes(let classes): self = .classification(count: classes.count)
    }
  }

  /// How many numbers the model puts out.
  var outputs: Int {
    switch self {
    case .regression: 1
    case .classification(let count): count
    }
  }

  /// What the trainer brings down.
  var loss: @Sendable (Sequential, Examples, inout Context) -> Tensor {
    switch self {
    case .regression:
      { meanSquaredError($0($1.inputs, in: &$2), $1.targets) }
    case .classification:
      { crossEntropy($0($1.inputs, in: &$2), $1.targets) }
    }
  }

  /// The name of the metric that is followed over the epochs.
  var followed: String {
    switch self {
    case .regression: "rmse"
    case .classification: "accuracy"
    }
  }

  /// The model's loss in evaluation, and its metrics.
  func judge(_ model: Sequential, on examples: Examples) -> (loss: Double, scores: TrainScores) {
    let outputs = self.outputs(of: model, on: examples)
    switch self {
    case .regression(let standardization):
      let targets = examples.targets.doubles
      let squares = zip(outputs, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let metrics = RegressionMetrics(
        predictions: outputs.map(standardization.invert),
        targets: targets.map(standardization.invert))
      return (squares / Double(targets.count), TrainScores(metrics))
    case .classification(let count):
      let classes = examples.targets.doubles.map { Int($0) }
      let rows = classes.indices.map { Array(outputs[$0 * count..<($0 + 1) * count]) }
      // From the scores, not from the probabilities, which may have been rounded to 0.
      let loss = zip(rows, classes).reduce(0) { $0 + Self.logSumExp($1.0) - $1.0[$1.1] }
      let metrics = ClassificationMetrics(
        probabilities: rows.map(Self.softmax), classes: classes)
      return (loss / Double(classes.count), TrainScores(metrics))
    }
  }

  /// The metrics of a guess that looks at no input: the mean of the training targets, or the
  /// frequencies of the training classes.
  func baseline(training: Tensor, test: Tensor) -> TrainScores {
    switch self {
    case .regression(let standardization):
      let known = training.doubles.map(standardization.invert)
      let mean = known.reduce(0, +) / Double(known.count)
      let targets = test.doubles.map(standardization.invert)
      return TrainScores(
        RegressionMetrics(
          predictions: [Double](repeating: mean, count: targets.count), targets: targets))
    case .classification(let count):
      var shares = [Double](repeating: 0, count: count)
      for c in training.doubles { shares[Int(c)] += 1 / Double(training.count) }
      let classes = test.doubles.map { Int($0) }
      return TrainScores(
        ClassificationMetrics(
          probabilities: [[Double]](repeating: shares, count: classes.count), classes: classes))
    }
  }

  /// The outputs row by row, computed in pieces so that memory does not follow the data.
  private func outputs(of model: Sequential, on examples: Examples) -> [Double] {
    // About 2 million numbers of input at once, of which a network may make ten times as many.
    let piece = max(1, min(4096, 400_000 / (examples.inputs.count / examples.count)))
    guard examples.count > piece else { return model(examples.inputs).doubles }
    return stride(from: 0, to: examples.count, by: piece).flatMap { start in
      model(examples[Array(start..<min(start + piece, examples.count))].inputs).doubles
    }
  }

  private static func logSumExp(_ z: [Double]) -> Double {
    let top = z.max() ?? 0
    return top + log(z.reduce(0) { $0 + exp($1 - top) })
  }

  private static func softmax(_ z: [Double]) -> [Double] {
    let sum = logSumExp(z)
    return z.map { exp($0 - sum) }
  }
}

/// Metrics by their names, in the order in which they are printed.
struct TrainScores {
  let values: [(name: String, value: Double)]

  init(_ metrics: RegressionMetrics) {
    values = [("rmse", metrics.rmse), ("mae", metrics.mae), ("r2", metrics.r2)]
  }

  init(_ metrics: ClassificationMetrics) {
    values =
      [("accuracy", metrics.accuracy), ("log_loss", metrics.logLoss)]
      + (metrics.auc.map { [("auc", $0)] } ?? []) + [("f1", metrics.f1)]
  }

  subscript(_ name: String) -> Double { values.first { $0.name == name }?.value ?? .nan }

  var json: JSON {
    .object(values.map { JSON.Member(name: $0.name, value: .number($0.value)) })
  }
}
