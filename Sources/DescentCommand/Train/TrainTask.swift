import DescentData
import DescentLayers
import DescentTensor
import DescentTraining
import Foundation

/// What is learned, and how it is judged.
enum TrainTask {
  /// A number, which the model sees standardized.
  case regression(Standardization)
  /// One of so many classes, whose rows count so much in the loss; all alike without weights.
  case classification(count: Int, weights: [Double]? = nil)

  init(_ target: TargetEncoding) {
    switch target.encoding {
    case .number(let standardization): self = .regression(standardization)
    case .classes(let classes): self = .classification(count: classes.count)
    }
  }

  /// With the weights of the classes that are asked for.
  ///
  /// - Throws: ``CommandError``, 64, if they are not those of the data.
  init(_ data: TrainData, _ configuration: TrainConfiguration) throws(CommandError) {
    self.init(data.target)
    guard let wanted = configuration.classWeights else { return }
    guard case .classes(let classes) = data.target.encoding else {
      throw .usage(
        "--class-weights: is for classes, and \(data.target.name) is predicted as a number")
    }
    self = .classification(
      count: classes.count,
      weights: try wanted.weights(of: classes, rows: data.training.targets))
  }

  /// How many numbers the model puts out.
  var outputs: Int {
    switch self {
    case .regression: 1
    case .classification(let count, _): count
    }
  }

  /// What the trainer brings down.
  var loss: @Sendable (Sequential, Examples, inout Context) -> Tensor {
    switch self {
    case .regression:
      { meanSquaredError($0($1.inputs, in: &$2), $1.targets) }
    case .classification(_, nil):
      { crossEntropy($0($1.inputs, in: &$2), $1.targets) }
    case .classification(_, let weights?):
      { [weights = Tensor(weights.map { Float($0) })] in
        crossEntropy($0($1.inputs, in: &$2), $1.targets, weights: weights)
      }
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
    judge(outputs(of: model, on: examples), targets: examples.targets.doubles)
  }

  /// The loss of a model's outputs, row by row, and their metrics.
  func judge(_ outputs: [Double], targets: [Double]) -> (loss: Double, scores: TrainScores) {
    switch self {
    case .regression(let standardization):
      let squares = zip(outputs, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let metrics = RegressionMetrics(
        predictions: outputs.map(standardization.invert),
        targets: targets.map(standardization.invert))
      return (squares / Double(targets.count), TrainScores(metrics))
    case .classification(let count, let weights):
      var tally = ClassificationTally(classCount: count)
      var (loss, weight) = (0.0, 0.0)
      for (i, target) in targets.enumerated() {
        let row = Array(outputs[i * count..<(i + 1) * count])
        let (c, w) = (Int(target), weights?[Int(target)] ?? 1)
        // From the scores, not from the probabilities, which may have been rounded to 0.
        loss += w * (Self.logSumExp(row) - row[c])
        weight += w
        tally.add(Self.softmax(row), true: c)
      }
      return (loss / weight, TrainScores(ClassificationMetrics(tally)))
    }
  }

  /// What is guessed without a look at any input: the mean of the training targets, or their commonest
  /// class.
  func guess(training: Tensor) -> Double {
    switch self {
    case .regression(let standardization):
      let known = training.doubles.map(standardization.invert)
      return known.reduce(0, +) / Double(known.count)
    case .classification(let count, _):
      var counts = [Double](repeating: 0, count: count)
      for c in training.doubles { counts[Int(c)] += 1 }
      return Double(ClassificationTally.likeliest(counts))
    }
  }

  /// The metrics of a guess that looks at no input: the mean of the training targets, or the
  /// frequencies of the training classes.
  func baseline(training: Tensor, test: Tensor) -> TrainScores {
    switch self {
    case .regression(let standardization):
      let mean = guess(training: training)
      let targets = test.doubles.map(standardization.invert)
      return TrainScores(
        RegressionMetrics(
          predictions: [Double](repeating: mean, count: targets.count), targets: targets))
    case .classification(let count, _):
      var shares = [Double](repeating: 0, count: count)
      for c in training.doubles { shares[Int(c)] += 1 / Double(training.count) }
      let classes = test.doubles.map { Int($0) }
      return TrainScores(
        ClassificationMetrics(
          probabilities: [[Double]](repeating: shares, count: classes.count), classes: classes))
    }
  }

  /// How many rows are evaluated at once, of so many numbers each.
  ///
  /// About 400,000 numbers of input, of which a network may make ten times as many.
  static func pieceLength(inputs: Int) -> Int { max(1, min(4096, 400_000 / inputs)) }

  /// The outputs row by row, computed in pieces so that memory does not follow the data.
  func outputs(of model: Sequential, on examples: Examples) -> [Double] {
    let piece = Self.pieceLength(inputs: examples.inputs.count / examples.count)
    guard examples.count > piece else { return outputs(of: model, on: examples.inputs) }
    return stride(from: 0, to: examples.count, by: piece).flatMap { start in
      outputs(
        of: model, on: examples[Array(start..<min(start + piece, examples.count))].inputs)
    }
  }

  /// The outputs of one piece.
  func outputs(of model: Sequential, on inputs: Tensor) -> [Double] {
    guard inputs.shape[0] == 1 else { return model(inputs).doubles }
    // A product with one row adds up in another order: with company the row has the bits that it has
    // among others.
    return Array(model(inputs.gather([0, 0])).doubles.prefix(outputs))
  }

  private static func logSumExp(_ z: [Double]) -> Double {
    let top = z.max() ?? 0
    return top + log(z.reduce(0) { $0 + exp($1 - top) })
  }

  /// The probabilities of the classes, from their scores.
  static func softmax(_ z: [Double]) -> [Double] {
    let sum = logSumExp(z)
    return z.map { exp($0 - sum) }
  }
}
