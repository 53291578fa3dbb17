import DescentTraining

/// What a model says of the test rows, beside what is true.
enum TrainPredictions {
  /// In the target's unit.
  case numbers(predicted: [Double], true: [Double])
  /// A probability of each class for each row, and the classes.
  case classes(shares: [[Double]], true: [Int])

  /// From a model's outputs and the targets, as they are in training.
  init(_ task: TrainTask, outputs: [Double], targets: [Double]) {
    switch task {
    case .regression(let standardization):
      self = .numbers(
        predicted: outputs.map(standardization.invert), true: targets.map(standardization.invert))
    case .classification(let count, _):
      let shares = targets.indices.map { i in
        TrainTask.softmax(Array(outputs[i * count..<(i + 1) * count]))
      }
      self = .classes(shares: shares, true: targets.map { Int($0) })
    }
  }

  /// The differences between what is predicted and what is true; none for classes.
  var residuals: [Double] {
    guard case .numbers(let predicted, let truth) = self else { return [] }
    return zip(predicted, truth).map { $0 - $1 }
  }

  /// By how many standard errors a model is better than its baseline.
  ///
  /// What is compared row by row is the squared error, or whether the class is right; the error is
  /// that of the mean of the differences. Nil for a single row, or where all differences are the same.
  ///
  /// - Parameter baseline: The number that the baseline predicts, or its class.
  /// - Returns: Below 0 where the baseline is better.
  func advantage(over baseline: Double) -> Double? {
    let gains: [Double]
    switch self {
    case .numbers(let predicted, let truth):
      gains = zip(predicted, truth).map { p, y in
        let (own, other) = (p - y, baseline - y)
        return other * other - own * own
      }
    case .classes(let shares, let truth):
      gains = zip(shares, truth).map { row, c in
        let isRight = ClassificationTally.likeliest(row) == c
        return (isRight ? 1 : 0) - (Int(baseline) == c ? 1 : 0)
      }
    }
    let n = Double(gains.count)
    let mean = gains.reduce(0, +) / n
    let squares = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard n > 1, squares > 0 else { return nil }
    let advantage = mean / (squares / (n - 1) / n).squareRoot()
    return advantage.isFinite ? advantage : nil
  }

  /// The curve of true against false positives of the second of two classes; nil for others, and where
  /// a class has no rows.
  var curve: (falsePositives: [Double], truePositives: [Double])? {
    guard case .classes(let shares, let truth) = self, shares.first?.count == 2 else { return nil }
    let order = truth.indices.sorted { shares[$0][1] > shares[$1][1] }
    let positives = Double(truth.count { $0 == 1 })
    let negatives = Double(truth.count) - positives
    guard positives > 0, negatives > 0 else { return nil }
    var (x, y) = ([0.0], [0.0])
    var (hits, alarms) = (0.0, 0.0)
    for (k, row) in order.enumerated() {
      if truth[row] == 1 { hits += 1 } else { alarms += 1 }
      // Rows of equal probability come together.
      if k + 1 < order.count, shares[order[k + 1]][1] == shares[row][1] { continue }
      x.append(alarms / negatives)
      y.append(hits / positives)
    }
    return (x, y)
  }
}
