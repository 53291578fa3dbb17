/// How an axis turns numbers into lengths.
public enum Scale: Sendable, Equatable {
  /// Equal steps are equal lengths.
  case linear
  /// Equal factors are equal lengths; zero and negative values have no place.
  case logarithmic

  /// The number on the scale's own ruler, or nil where `value` has no place.
  func ruler(_ value: Double) -> Double? {
    switch self {
    case .linear: value.isFinite ? min(1e300, max(-1e300, value)) : nil
    case .logarithmic: value > 0 && value.isFinite ? Logarithm.base10(value) : nil
    }
  }

  /// The value at a place of the ruler.
  func value(_ ruler: Double) -> Double {
    switch self {
    case .linear: ruler
    case .logarithmic: Logarithm.power10(ruler)
    }
  }
}

/// The map from values to pixels along one axis of one panel.
struct AxisMap: Sendable {
  let scale: Scale
  /// The ends of the axis, on the scale's ruler.
  let lower: Double
  let upper: Double
  /// The pixels of the two ends: `0 … width` for x, `height … 0` for y.
  let start: Double
  let end: Double

  /// The pixel of `value`, or nil where it has none.
  ///
  /// Places far outside the panel are pulled in to a few panels away: what is
  /// seen stays the same, and the numbers stay short.
  func pixel(_ value: Double) -> Double? {
    guard let ruler = scale.ruler(value) else { return nil }
    return pixel(ruler: ruler)
  }

  /// The pixel of a place on the ruler.
  func pixel(ruler: Double) -> Double {
    let fraction = min(20, max(-20, (ruler - lower) / (upper - lower)))
    return start + fraction * (end - start)
  }

  /// Whether `value` lies on the axis.
  func contains(_ value: Double) -> Bool {
    guard let ruler = scale.ruler(value) else { return false }
    let slack = (upper - lower) * 1e-9
    return ruler >= lower - slack && ruler <= upper + slack
  }
}

/// The span of the values seen so far, on one scale's ruler.
struct Extent: Sendable, Equatable {
  var lower = Double.infinity
  var upper = -Double.infinity
  /// Whether the ends must stay where the data end, as around a contour grid.
  var isTight = false
  /// Whether the lower end must, as under bars.
  var isLowerTight = false

  var isEmpty: Bool { lower > upper }

  /// Widens the span to hold `value` if it has a place on `scale`.
  mutating func include(_ value: Double, on scale: Scale) {
    guard let ruler = scale.ruler(value) else { return }
    lower = min(lower, ruler)
    upper = max(upper, ruler)
  }

  /// Widens the span to hold another.
  mutating func include(_ other: Extent) {
    lower = min(lower, other.lower)
    upper = max(upper, other.upper)
    isTight = isTight || other.isTight
    isLowerTight = isLowerTight || other.isLowerTight
  }

  /// The span with room to breathe: `fraction` of it at either end.
  ///
  /// Nothing at all becomes one unit, and a single value is put in the middle
  /// of a span that is wide enough to be told apart.
  func padded(by fraction: Double, on scale: Scale) -> Extent {
    if isEmpty { return Extent(lower: 0, upper: 1) }
    let span = upper - lower
    let magnitude = max(abs(lower), abs(upper))
    if span <= magnitude * 1e-12 || span < 1e-300 {
      let half = scale == .logarithmic ? 0.5 : (magnitude > 1e-290 ? magnitude * 0.1 : 1)
      return Extent(lower: lower - half, upper: upper + half)
    }
    if isTight { return self }
    return Extent(
      lower: isLowerTight ? lower : lower - span * fraction, upper: upper + span * fraction)
  }
}
