import DescentTensor

/// No update where a gradient is not finite, but not for ever.
///
/// - SeeAlso: optax.apply_if_finite, which applies the update all the same after too many; here that
///   is an error.
public struct SkipIfNotFinite: GradientTransform {
  /// How many steps in a row may be skipped.
  public let limit: Int
  /// How many steps in a row were skipped so far.
  public private(set) var skippedInARow = 0
  /// How many steps were skipped altogether.
  public private(set) var skipped = 0

  /// Skips at most so many steps in a row.
  ///
  /// - Precondition: The limit is not negative.
  public init(atMost limit: Int = 10) {
    precondition(limit >= 0, "SkipIfNotFinite: the limit must be at least 0, not \(limit)")
    self.limit = limit
  }

  /// Asks for no update if a gradient is not finite.
  ///
  /// - Throws: ``GradientError/skippedTooOften(times:parameter:step:)`` beyond the limit.
  public mutating func apply(
    to gradients: inout Gradients, of model: some Module, step: Int64
  ) throws(GradientError) -> TransformReport {
    guard let path = gradients.firstNotFinite(of: model) else {
      skippedInARow = 0
      return TransformReport("SkipIfNotFinite")
    }
    skippedInARow += 1
    skipped += 1
    if skippedInARow > limit {
      throw .skippedTooOften(times: skippedInARow, parameter: path, step: step)
    }
    return TransformReport("SkipIfNotFinite", hits: 1, skipsUpdate: true)
  }
}

extension SkipIfNotFinite: Resumable {
  /// How many steps were skipped.
  public struct Memory: Codable, Sendable {
    let skippedInARow: Int
    let skipped: Int
  }

  /// How many steps were skipped.
  public var memory: Memory {
    get { Memory(skippedInARow: skippedInARow, skipped: skipped) }
    set { (skippedInARow, skipped) = (newValue.skippedInARow, newValue.skipped) }
  }
}
