#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What ``ClassificationMetrics`` are made of, added up row by row.
///
/// The rows themselves are not kept, but for two classes the positive one's probability is: 9 bytes a
/// row.
package struct ClassificationTally: Sendable {
  package private(set) var confusion: ConfusionMatrix
  /// The sum of −ln p over the probabilities of the true classes, none taken below 2⁻⁵².
  package private(set) var logLoss = 0.0
  package private(set) var count = 0
  /// The probability of the positive class of each row; empty unless there are two.
  package private(set) var scores: [Double] = []
  /// Whether each row is of it.
  package private(set) var positive: [Bool] = []

  package init(classCount: Int) { confusion = ConfusionMatrix(classCount: classCount) }

  /// The likeliest class; of equals, the first.
  package static func likeliest(_ probabilities: some RandomAccessCollection<Double>) -> Int {
    var best: (index: Int, value: Double)?
    for (index, value) in probabilities.enumerated() where best.map({ value > $0.value }) ?? true {
      best = (index, value)
    }
    return best?.index ?? 0
  }

  /// Adds a row.
  package mutating func add(_ probabilities: [Double], true c: Int) {
    precondition(
      probabilities.count == confusion.classCount && probabilities.indices.contains(c),
      "ClassificationMetrics: a class is none of the \(confusion.classCount)")
    confusion.add(predicted: Self.likeliest(probabilities), true: c)
    logLoss -= log(max(probabilities[c], Double.ulpOfOne))
    count += 1
    guard confusion.classCount == 2 else { return }
    scores.append(probabilities[1])
    positive.append(c == 1)
  }
}
