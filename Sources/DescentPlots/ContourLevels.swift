/// The values at which a contour plot draws its lines.
public enum ContourLevels: Sendable, Equatable {
  /// About so many round values, evenly spaced.
  case linear(Int)
  /// About so many round values, each the same factor above the last; for
  /// functions that span decades. Values of zero or less lie below them all.
  case logarithmic(Int)
  /// These values, ascending, evenly coloured.
  case values([Double])

  /// A level on the scale's ruler, and its name.
  struct Level: Equatable {
    var ruler: Double
    var label: String
  }

  var scale: Scale {
    if case .logarithmic = self { .logarithmic } else { .linear }
  }

  /// The levels for a grid of values.
  func levels(for values: [Double]) -> [Level] {
    switch self {
    case .values(let own):
      return own.map { Level(ruler: $0, label: ContourLevels.short($0)) }
    case .linear(let count):
      let finite = values.filter(\.isFinite)
      guard let low = finite.min(), let high = finite.max() else { return [] }
      return Ticks.linear(lower: low, upper: high, room: Double(max(1, count)))
        .filter { $0.ruler > low && $0.ruler < high }
        .map { Level(ruler: $0.ruler, label: $0.label ?? "") }
    case .logarithmic(let count):
      let rulers = values.compactMap { Scale.logarithmic.ruler($0) }.sorted()
      guard let high = rulers.last else { return [] }
      // Next to a minimum of zero the values go down without end, on a few
      // points of the grid: the levels begin where a few thousandths lie below.
      let low = rulers[rulers.count / 250]
      return ContourLevels.logarithmic(from: low, to: high, count: max(1, count))
    }
  }

  /// The finest of 1-2-3-5, 1-2-5, 1-3, every, every second, … decade that
  /// gives at most about `count` levels.
  private static func logarithmic(from low: Double, to high: Double, count: Int) -> [Level] {
    guard high > low else { return [] }
    let decades = Int(low.rounded(.down))...Int(high.rounded(.up))
    let choices: [(factors: [Int], stride: Int)] = [
      ([1, 2, 3, 4, 6, 8], 1), ([1, 2, 3, 5], 1), ([1, 2, 5], 1), ([1, 3], 1), ([1], 1),
      ([1], 2), ([1], 3), ([1], 5), ([1], 10), ([1], 50),
    ]
    var result: [Level] = []
    for choice in choices {
      result = decades.filter { $0 % choice.stride == 0 }.flatMap { n in
        choice.factors.map { factor in
          Level(
            ruler: Double(n) + Logarithm.base10(Double(factor)),
            label: short(Double(factor) * Logarithm.power10(n)))
        }
      }.filter { $0.ruler > low && $0.ruler < high }
      if result.count <= count { break }
    }
    return result
  }

  /// `value` in few characters.
  static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    let size = abs(value)
    guard size >= 0.000999, size < 99_999 else { return NumberLabel.scientific(value) }
    for digits in 0...5 {
      let scaled = size * Logarithm.power10(digits)
      if abs(scaled - scaled.rounded()) < 1e-6 * scaled {
        return NumberLabel.decimal(value, digits: digits)
      }
    }
    return NumberLabel.decimal(value, digits: size < 1 ? 4 : 2)
  }
}
