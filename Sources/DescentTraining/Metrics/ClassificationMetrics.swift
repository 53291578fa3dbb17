#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

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
  /// where no row is of the class or predicted to be.
  public let f1: Double

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
    let classCount = probabilities[0].count
    precondition(
      probabilities.allSatisfy { $0.count == classCount }
        && classes.allSatisfy { (0..<classCount).contains($0) },
      "ClassificationMetrics: a class is none of the \(classCount)")
    let n = Double(classes.count)
    let predicted = probabilities.map { row in
      row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
    }
    accuracy = Double(zip(predicted, classes).count { $0 == $1 }) / n
    logLoss =
      zip(probabilities, classes).reduce(0) { $0 - log(max($1.0[$1.1], Double.ulpOfOne)) } / n
    auc =
      classCount == 2
      ? Self.areaUnderCurve(scores: probabilities.map { $0[1] }, positive: classes.map { $0 == 1 })
      : nil
    f1 = Self.f1(predicted: predicted, classes: classes, of: classCount)
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

  private static func f1(predicted: [Int], classes: [Int], of classCount: Int) -> Double {
    let none = [Int](repeating: 0, count: classCount)
    var (hits, claims, members) = (none, none, none)
    for (guess, truth) in zip(predicted, classes) {
      claims[guess] += 1
      members[truth] += 1
      if guess == truth { hits[guess] += 1 }
    }
    func f1(_ c: Int) -> Double? {
      let total = claims[c] + members[c]
      return total > 0 ? 2 * Double(hits[c]) / Double(total) : nil
    }
    if classCount == 2 { return f1(1) ?? 0 }
    let all = (0..<classCount).compactMap(f1)
    return all.reduce(0, +) / Double(all.count)
  }
}
