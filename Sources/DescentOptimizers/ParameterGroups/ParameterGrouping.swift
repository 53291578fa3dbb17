import DescentTensor

/// How a rule tells parameters apart: which group each is in, and what is kept for it.
///
/// ``OptimizerState`` asks once for every parameter and remembers the answer by position, for as long
/// as it is handed the same object.
public final class ParameterGrouping: Sendable {
  /// The buffers of each group; nil for one that is frozen, which is left alone altogether.
  let slots: [[String]?]
  /// The group of a parameter; nil if none wants it.
  let group: @Sendable (ParameterInfo) -> Int?
  /// How a buffer of a group starts.
  let initialValue: @Sendable (_ group: Int, _ slot: String, _ parameter: Tensor) -> Tensor

  /// A grouping.
  ///
  /// - Parameters:
  ///   - slots: The buffers of each group; nil for one that is frozen.
  ///   - initialValue: How a buffer of a group starts.
  ///   - group: The group of a parameter; nil if none wants it.
  public init(
    slots: [[String]?],
    initialValue: @escaping @Sendable (_ group: Int, _ slot: String, _ parameter: Tensor) -> Tensor,
    group: @escaping @Sendable (ParameterInfo) -> Int?
  ) {
    self.slots = slots
    self.initialValue = initialValue
    self.group = group
  }
}
