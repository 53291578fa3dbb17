/// One axis of a panel: what it measures and on which scale.
public struct Axis: Sendable {
  /// What is measured; empty for none.
  ///
  /// Unicode super- and subscripts are set
  /// as such (`"λ₁(P⁻¹H)"`).
  public var label: String
  /// Linear or logarithmic.
  public var scale: Scale
  /// The two ends, or nil to take them from the data.
  public var range: ClosedRange<Double>?
  /// The names of the places 0, 1, 2, …; nil for numbers.
  var names: [String]?

  /// Makes an axis.
  ///
  /// - Parameters:
  ///   - label: What is measured.
  ///   - scale: Linear or logarithmic.
  ///   - range: The two ends; both positive on a logarithmic scale. Taken from
  ///     the data when nil.
  public init(_ label: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil) {
    if let range {
      precondition(
        scale.ruler(range.lowerBound) != nil && scale.ruler(range.upperBound) != nil
          && range.lowerBound < range.upperBound,
        "Axis \"\(label)\": \(range) is no range of a \(scale) axis")
    }
    self.label = label
    self.scale = scale
    self.range = range
  }

  /// The ends on the ruler, given what the data span.
  func limits(for data: Extent, padding: Double) -> Extent {
    if let range, let lower = scale.ruler(range.lowerBound),
      let upper = scale.ruler(range.upperBound)
    {
      return Extent(lower: lower, upper: upper)
    }
    return data.padded(by: padding, on: scale)
  }
}
