/// The numbers that a hyperparameter may be.
struct NumberDomain: Sendable {
  /// What a message asks for.
  let description: String
  /// Whether a number is one of them.
  let contains: @Sendable (Double) -> Bool

  /// A number that is neither infinite nor not a number.
  static let finite = NumberDomain(description: "a finite number") { $0.isFinite }
  /// 0 ≤ x < ∞.
  static let nonNegative = NumberDomain(description: "a finite number of at least 0") {
    $0 >= 0 && $0.isFinite
  }
  /// 0 ≤ x < 1, for what is kept of an average.
  static let belowOne = NumberDomain(description: "at least 0 and below 1") { $0 >= 0 && $0 < 1 }

  /// Whether a schedule's value is one of them; one that varies is not looked into.
  func contains(_ schedule: Schedule) -> Bool { schedule.constant.map(contains) ?? true }
}
