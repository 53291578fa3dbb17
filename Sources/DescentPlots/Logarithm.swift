/// Base-ten logarithms and powers, written out so that the module needs no
/// mathematics library and a figure has the same bytes on every platform.
///
/// With `x = m · 2^e` and `m` in `[√½, √2)`,
/// `ln m = 2 · atanh(s) = 2 (s + s³/3 + s⁵/5 + …)`, `s = (m − 1) / (m + 1)`.
/// `|s| < 0.172`, so eleven terms reach the last bits of a `Double`.
enum Logarithm {
  private static let ln2 = 0.693147180559945309417
  private static let ln10 = 2.302585092994045684018

  /// The logarithm of `x` to base ten, for finite `x > 0`.
  ///
  /// Within a few ulps; the powers of ten that a `Double` holds exactly give
  /// whole numbers.
  static func base10(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "base10: the argument \(x) is not finite and positive")
    var m = x.significand
    var e = Double(x.exponent)
    if m >= 1.414213562373095 {
      m /= 2
      e += 1
    }
    let s = (m - 1) / (m + 1)
    var sum = 0.0
    for k in stride(from: 21, through: 1, by: -2) { sum = sum * s * s + 1 / Double(k) }
    let result = (2 * s * sum + e * ln2) / ln10
    let whole = result.rounded()
    return abs(result - whole) < 1e-9 && power10(Int(whole)) == x ? whole : result
  }

  /// `10^n`, correctly rounded for `|n| ≤ 22` and within ulps elsewhere.
  static func power10(_ n: Int) -> Double {
    var result = 1.0
    var base = 10.0
    var k = min(abs(n), 400)
    while k > 0 {
      if k & 1 == 1 { result *= base }
      base *= base
      k >>= 1
    }
    if n >= 0 { return result }
    // 10³⁰⁸ is the last finite power: below it, divide in two steps.
    return n >= -308 ? 1 / result : 1e-308 / power10(-n - 308)
  }

  /// `10^x` for any finite `x`.
  static func power10(_ x: Double) -> Double {
    let whole = x.rounded()
    let t = (x - whole) * ln10
    var sum = 1.0
    for k in stride(from: 20, through: 1, by: -1) { sum = sum * t / Double(k) + 1 }
    return power10(Int(min(400, max(-400, whole)))) * sum
  }
}
