import DescentTensor

/// Which rows of a data set a model learns from, which choose among its states, and which judge it.
public struct HoldOut: Sendable, Hashable {
  /// The rows that the model learns from.
  public let training: [Int]
  /// The rows whose loss says when to stop.
  public let validation: [Int]
  /// The rows that the model is judged by, once.
  public let test: [Int]

  /// The fewest rows that can be split.
  public static let minimumCount = 5

  /// The share of the rows left after the test that is held out for validation, unless another is
  /// asked for.
  public static let validationShare = 0.15

  /// Splits rows at random: a fifth for the test, rounded, and a share of the rest, rounded down but at
  /// least one row, for validation.
  ///
  /// The order is that of one permutation: test, validation, training.
  ///
  /// - Parameters:
  ///   - count: How many rows there are.
  ///   - share: The share of the rest; 0 for no rows at all.
  ///   - generator: Where the permutation is drawn.
  /// - Precondition: There are at least ``minimumCount`` rows, and the share is from 0 to 0.9.
  public init(
    count: Int, validation share: Double = HoldOut.validationShare,
    using generator: inout Generator
  ) {
    precondition(count >= Self.minimumCount, "HoldOut: \(count) rows cannot be split")
    let test = max(1, Int((0.2 * Double(count)).rounded()))
    let validation = Self.validationCount(of: count - test, share)
    let parts = randomSplit(
      count, lengths: [test, validation, count - test - validation], using: &generator)
    self.test = parts[0]
    self.validation = parts[1]
    training = parts[2]
  }

  /// Holds out rows for validation alone: the test has rows of its own.
  ///
  /// - Parameters:
  ///   - trainingCount: How many rows there are to learn from.
  ///   - testCount: How many rows judge, counted from 0 in a data set of their own.
  ///   - share: The share of the former that is held out; with 0 nothing is drawn.
  ///   - generator: Where the permutation is drawn.
  public init(
    trainingCount: Int, testCount: Int, validation share: Double = HoldOut.validationShare,
    using generator: inout Generator
  ) {
    precondition(trainingCount >= 2, "HoldOut: \(trainingCount) rows cannot be split")
    test = Array(0..<testCount)
    guard share > 0 else {
      (validation, training) = ([], Array(0..<trainingCount))
      return
    }
    let held = Self.validationCount(of: trainingCount, share)
    let parts = randomSplit(
      trainingCount, lengths: [held, trainingCount - held], using: &generator)
    (validation, training) = (parts[0], parts[1])
  }

  private static func validationCount(of count: Int, _ share: Double) -> Int {
    precondition((0...0.9).contains(share), "HoldOut: a share of \(share) for validation")
    return share == 0 ? 0 : max(1, Int(share * Double(count)))
  }
}
