/// Which of a rule's buffers holds a running mean of squared gradients, and how it is used.
///
/// A rule says it to have it measured: ``Optimizer/secondMoment(of:)``.
public struct SecondMoment: Sendable, Hashable {
  /// The position of the buffer v in ``Optimizer/slots``.
  public var slot: Int
  /// By what √v is divided to have √v̂: √(1 − βᵗ) where the rule corrects a mean that began at 0.
  public var correction: Double
  /// The ε that stands beside √v̂ in the update; nil if the rule has none.
  public var epsilon: Double?

  /// A second moment.
  ///
  /// - Parameters:
  ///   - slot: The position of the buffer v in ``Optimizer/slots``.
  ///   - correction: By what √v is divided to have √v̂: √(1 − βᵗ) where the rule corrects a mean that
  ///     began at 0.
  ///   - epsilon: The ε that stands beside √v̂ in the update; nil if the rule has none.
  public init(slot: Int, correction: Double = 1, epsilon: Double? = nil) {
    self.slot = slot
    self.correction = correction
    self.epsilon = epsilon
  }
}
