/// How many rows of each class were predicted to be of each class.
///
/// ```swift
/// import DescentTraining
///
/// var matrix = ConfusionMatrix(classCount: 2)
/// for (guess, truth) in [(1, 1), (1, 1), (1, 0), (0, 1)] { matrix.add(predicted: guess, true: truth) }
/// print(matrix.counts)            // [[0, 1], [1, 2]]
/// print(matrix.recall(of: 0) ?? -1)  // 0.0
/// ```
public struct ConfusionMatrix: Sendable, Hashable {
  /// The rows of true class t that were predicted to be of class p, at `[t][p]`.
  public private(set) var counts: [[Int]]

  /// A matrix without rows.
  ///
  /// - Parameter classCount: How many classes there are.
  public init(classCount: Int) {
    precondition(classCount >= 1, "ConfusionMatrix: \(classCount) classes")
    counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
  }

  /// How many classes there are.
  public var classCount: Int { counts.count }

  /// Counts one row.
  ///
  /// - Parameters:
  ///   - predicted: The class that was predicted, counted from 0.
  ///   - truth: The class that it is of.
  public mutating func add(predicted: Int, true truth: Int) { counts[truth][predicted] += 1 }

  /// How many rows are of a class.
  public func members(of c: Int) -> Int { counts[c].reduce(0, +) }

  /// How many rows were predicted to be of a class.
  public func claims(of c: Int) -> Int { counts.reduce(0) { $0 + $1[c] } }

  /// The share of the rows predicted to be of a class that are, TP / (TP + FP); nil if there are none.
  public func precision(of c: Int) -> Double? { share(counts[c][c], of: claims(of: c)) }

  /// The share of a class's rows that were predicted to be, TP / (TP + FN); nil if there are none.
  public func recall(of c: Int) -> Double? { share(counts[c][c], of: members(of: c)) }

  /// The harmonic mean of precision and recall, 2TP / (2TP + FP + FN).
  ///
  /// It is nil if no row is of the class or predicted to be.
  public func f1(of c: Int) -> Double? {
    share(2 * counts[c][c], of: claims(of: c) + members(of: c))
  }

  private func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}
