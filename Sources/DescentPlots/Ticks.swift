/// A place on an axis that is marked, and named if `label` is not nil.
struct Tick: Equatable, Sendable {
  /// On the scale's ruler.
  var ruler: Double
  var label: String?
}

/// Where the marks of an axis go.
enum Ticks {
  /// Marks for the span `lower … upper` of `scale`'s ruler, when `room` labels
  /// fit beside each other.
  static func choose(_ scale: Scale, lower: Double, upper: Double, room: Double) -> [Tick] {
    switch scale {
    case .linear: linear(lower: lower, upper: upper, room: room)
    case .logarithmic: logarithmic(lower: lower, upper: upper, room: room)
    }
  }

  /// A factor of 1, 2 or 5 and a power of ten.
  struct NiceStep: Equatable {
    var factor: Double
    var exponent: Int

    /// `k` steps, rounded once: 3 × 0.1 is not 0.3, but 3 / 10 is.
    func times(_ k: Double) -> Double {
      let unit = Logarithm.power10(abs(exponent))
      return exponent < 0 ? k * factor / unit : k * factor * unit
    }
  }

  /// The smallest of 1, 2, 5, 10, 20, … (times any power of ten) that cuts
  /// `span` into at most `room` steps.
  ///
  /// After P. Heckbert, "Nice numbers for graph labels", Graphics Gems (1990),
  /// with the step rounded up, so that labels never crowd.
  static func step(span: Double, room: Double) -> NiceStep {
    let raw = span / max(1, room)
    let decade = Int(Logarithm.base10(raw).rounded(.down))
    for factor in [1.0, 2, 5] {
      let step = NiceStep(factor: factor, exponent: decade)
      if step.times(1) >= raw * (1 - 1e-9) { return step }
    }
    return NiceStep(factor: 1, exponent: decade + 1)
  }

  /// The multiples of a nice step.
  static func linear(lower: Double, upper: Double, room: Double) -> [Tick] {
    let span = upper - lower
    guard span > 0, span.isFinite else { return [] }
    let step = step(span: span, room: room)
    let unit = step.times(1)
    guard unit > 0, unit.isFinite else { return [] }
    let first = ((lower - span * 1e-9) / unit).rounded(.up)
    let last = ((upper + span * 1e-9) / unit).rounded(.down)
    guard first <= last, last - first < 1000 else { return [] }
    let largest = max(abs(first), abs(last)) * unit
    return stride(from: first, through: last, by: 1).map { k in
      let value = k == 0 ? 0 : step.times(k)
      return Tick(ruler: value, label: label(value, step: step, largest: largest))
    }
  }

  /// Plain decimals while they are short, otherwise `m×10ⁿ` with one `n` for
  /// the whole axis.
  private static func label(_ value: Double, step: NiceStep, largest: Double) -> String {
    // It may be the only mark.
    guard largest > 0 else { return "0" }
    let digits = max(0, -step.exponent)
    let power = Int(Logarithm.base10(largest).rounded(.down))
    let mantissaDigits = max(0, power - step.exponent)
    // A narrow span far from zero needs all its digits either way.
    let isPlain = largest < 1e7 && (digits <= 4 || mantissaDigits > 4 && digits < 15)
    if isPlain { return NumberLabel.decimal(value, digits: digits) }
    guard value != 0 else { return "0" }
    let scaled = power >= -300 ? value / Logarithm.power10(power) : value * 1e300
    return NumberLabel.decimal(scaled, digits: mantissaDigits) + "×" + NumberLabel.power(power)
  }
}
