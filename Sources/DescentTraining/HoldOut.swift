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

  /// Splits rows at random: a fifth for the test, rounded, and 15% of the rest, rounded down but at
  /// least one row, for validation.
  ///
  /// The order is that of one permutation: test, validation, training.
  ///
  /// - Precondition: There are at least ``minimumCount`` rows.
  public init(count: Int, using generator: inout Generator) {
    precondition(count >= Self.minimumCount, "HoldOut: \(count) rows cannot be split")
    let test = max(1, Int((0.2 * Double(count)).rounded()))
    let validation = max(1, Int(0.15 * Double(count - test)))
    let parts = randomSplit(
      count, lengths: [test, validation, count - test - validation], using: &generator)
    self.test = parts[0]
    self.validation = parts[1]
    training = parts[2]
  }
}
