/// How well predicted probabilities of classes fit the true classes.
///
/// Of two classes the second, numbered 1, is the positive one.
public struct ClassificationMetrics: Sendable, Hashable {
  /// The share of rows whose likeliest class is the true one; of equals, the first.
  public let accuracy: Double
  /// The mean of −ln p over the probabilities p of the true classes, none taken below 2⁻⁵².
  public let logLoss: Double
  /// The area under the curve of true against false positives.
  ///
  /// It is the probability that a row of the positive class is given a greater probability of it
  /// than a row of the other, equals counted half. Nil for more than two classes; not a number if
  /// either class has no row.
  public let auc: Double?
  /// The harmonic mean of precision and recall, 2TP / (2TP + FP + FN), of the positive class.
  ///
  /// For more than two classes it is the mean over all that are there or are predicted. It is 0
  /// where no row is of the class or predicted to be. ``confusion`` has that of each class.
  public let f1: Double
  /// Which classes were taken for which.
  public let confusion: ConfusionMatrix

  /// Compares probabilities with what was true.
  ///
  /// - Parameters:
  ///   - probabilities: For each row, one for each class.
  ///   - classes: The true class of each row, counted from 0.
  /// - Precondition: There are as many of the one as of the other, and at least one.
  public init(probabilities: [[Double]], classes: [Int]) {
    precondition(
      probabilities.count == classes.count && !classes.isEmpty,
      "ClassificationMetrics: \(probabilities.count) rows of probabilities for \(classes.count)")
    var tally = ClassificationTally(classCount: probabilities[0].count)
    for (row, c) in zip(probabilities, classes) { tally.add(row, true: c) }
    self.init(tally)
  }

  /// The metrics of the rows that were added up.
  ///
  /// - Precondition: There is at least one.
  package init(_ tally: ClassificationTally) {
    let confusion = tally.confusion
    let n = Double(tally.count)
    precondition(tally.count > 0, "ClassificationMetrics: no rows")
    let all = 0..<confusion.classCount
    accuracy = Double(all.reduce(0) { $0 + confusion.counts[$1][$1] }) / n
    logLoss = tally.logLoss / n
    auc =
      confusion.classCount == 2
      ? Self.areaUnderCurve(scores: tally.scores, positive: tally.positive) : nil
    if confusion.classCount == 2 {
      f1 = confusion.f1(of: 1) ?? 0
    } else {
      let known = all.compactMap { confusion.f1(of: $0) }
      f1 = known.reduce(0, +) / Double(known.count)
    }
    self.confusion = confusion
  }

  /// AUC = (R − P (P + 1) / 2) / (P N): the statistic of Mann and Whitney.
  ///
  /// R is the sum of the ranks of the P positive rows among all P + N; equals share their mean rank.
  static func areaUnderCurve(scores: [Double], positive: [Bool]) -> Double {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    let P = Double(positive.count { $0 })
    let N = Double(positive.count) - P
    var R = 0.0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      // The mean of the ranks start + 1 … end.
      let rank = Double(start + 1 + end) / 2
      R += rank * Double(order[start..<end].count { positive[$0] })
      start = end
    }
    return P > 0 && N > 0 ? (R - P * (P + 1) / 2) / (P * N) : .nan
  }
}
