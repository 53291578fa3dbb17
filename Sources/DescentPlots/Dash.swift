/// The pattern of a line, so that series can be told apart without colour.
public enum Dash: Sendable, Equatable {
  /// Unbroken.
  case solid
  /// Even dashes.
  case dashed
  /// Dots.
  case dotted
  /// Dashes and dots in turn.
  case dashDotted
  /// Long dashes with short gaps.
  case longDashed
  /// A dash and two dots in turn.
  case dashDoubleDotted
  /// Short dashes far apart.
  case spacedDashes
  /// Dots far apart.
  case spacedDots

  /// One more than there are colours, so that the two together repeat only
  /// after 56 series.
  static let cycle: [Dash] = [
    .solid, .dashed, .dashDotted, .longDashed, .dotted, .dashDoubleDotted,
    .spacedDashes, .spacedDots,
  ]

  /// SVG's `stroke-dasharray` for a line of this width; nil for unbroken.
  func pattern(width: Double) -> String? {
    let unit = max(1, width)
    let lengths: [Double]
    switch self {
    case .solid: return nil
    case .dashed: lengths = [3.6, 1.8]
    case .dotted: lengths = [1.1, 1.5]
    case .dashDotted: lengths = [4.4, 1.6, 1.1, 1.6]
    case .longDashed: lengths = [8, 2]
    case .dashDoubleDotted: lengths = [4.4, 1.5, 1.1, 1.5, 1.1, 1.5]
    case .spacedDashes: lengths = [3.6, 4.4]
    case .spacedDots: lengths = [1.2, 3.8]
    }
    return lengths.map { SVGWriter.number($0 * unit) }.joined(separator: " ")
  }
}
