extension Ticks {
  /// Marks of a logarithmic axis; `lower` and `upper` are exponents of ten.
  ///
  /// From two decades on, the named marks are powers of ten, every first,
  /// second, third, fifth … of them as room allows, with 2 … 9 (or the powers
  /// between) as unnamed marks. Under two decades 1, 2, 5 are named, and under
  /// a third of a decade the scale is so nearly linear that linear steps are.
  static func logarithmic(lower: Double, upper: Double, room: Double) -> [Tick] {
    let span = upper - lower
    guard span > 0, span.isFinite else { return [] }
    if span < 0.35 { return nearlyLinear(lower: lower, upper: upper, room: room) }
    let slack = span * 1e-9
    let first = Int((lower - slack).rounded(.up))
    let last = Int((upper + slack).rounded(.down))
    if span < 2 {
      let named: [Double] = span * 3 <= max(3, room) ? [1, 2, 5] : [1, 3]
      return subdivided(lower: lower, upper: upper, named: named)
    }
    let stride = decadeStride(span: span, room: room)
    let plain = first >= -3 && last <= 4
    var ticks: [Tick] = []
    for n in (first - 1)...last {
      if n >= first {
        let named = n % stride == 0
        // Unnamed powers between named ones, unless they would crowd.
        if named || span / Double(stride) < 40 {
          let label = plain ? plainPower(n) : NumberLabel.power(n)
          ticks.append(Tick(ruler: Double(n), label: named ? label : nil))
        }
      }
      guard stride == 1 else { continue }
      for factor in 2...9 {
        let ruler = Double(n) + Logarithm.base10(Double(factor))
        if ruler >= lower - slack, ruler <= upper + slack { ticks.append(Tick(ruler: ruler)) }
      }
    }
    return ticks
  }

  /// Every how many decades a label is set.
  static func decadeStride(span: Double, room: Double) -> Int {
    for stride in [1, 2, 3, 5, 10, 20, 50, 100] where span / Double(stride) <= max(room, 2) {
      return stride
    }
    return 200
  }

  private static func subdivided(lower: Double, upper: Double, named: [Double]) -> [Tick] {
    let slack = (upper - lower) * 1e-9
    let decades = Int(lower.rounded(.down))...Int(upper.rounded(.down))
    // Plain decimals while all of them are short, powers otherwise.
    let plain = lower >= -3 && upper <= 5
    var ticks: [Tick] = []
    for n in decades {
      for factor in 1...9 {
        let ruler = Double(n) + Logarithm.base10(Double(factor))
        guard ruler >= lower - slack, ruler <= upper + slack else { continue }
        var label: String?
        if named.contains(Double(factor)) {
          label = plain ? plainPower(n, factor: factor) : powered(factor, n)
        }
        ticks.append(Tick(ruler: ruler, label: label))
      }
    }
    return ticks
  }

  private static func nearlyLinear(lower: Double, upper: Double, room: Double) -> [Tick] {
    guard lower > -290, upper < 290 else { return [] }
    let ticks = linear(
      lower: Logarithm.power10(lower), upper: Logarithm.power10(upper), room: room)
    return ticks.compactMap { tick in
      tick.ruler > 0
        ? Tick(ruler: Logarithm.base10(tick.ruler), label: tick.label) : nil
    }
  }

  private static func plainPower(_ n: Int, factor: Int = 1) -> String {
    let value = Double(factor) * Logarithm.power10(abs(n))
    return n >= 0
      ? NumberLabel.decimal(value, digits: 0)
      : NumberLabel.decimal(Double(factor) / Logarithm.power10(-n), digits: -n)
  }

  private static func powered(_ factor: Int, _ n: Int) -> String {
    factor == 1 ? NumberLabel.power(n) : "\(factor)×" + NumberLabel.power(n)
  }
}
