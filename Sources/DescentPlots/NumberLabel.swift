/// How numbers are written on a figure.
///
/// Powers are written with Unicode superscripts (`10⁻⁸`), which `TextRuns`
/// turns into raised, smaller digits; minus signs are U+2212; thousands are
/// grouped with commas (`40,000`).
enum NumberLabel {
  /// `value` with exactly `digits` decimals and grouped thousands.
  static func decimal(_ value: Double, digits: Int) -> String {
    let digits = min(max(digits, 0), 15)
    let scale = Logarithm.power10(digits)
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e18 else { return scientific(value, digits: 2) }
    let units = UInt64(scaled)
    let divisor = UInt64(scale)
    var text = grouped(units / divisor)
    if digits > 0 {
      let fraction = String(units % divisor)
      text += "." + String(repeating: "0", count: digits - fraction.utf8.count) + fraction
    }
    return value < 0 && units > 0 ? "\u{2212}" + text : text
  }

  /// `10ⁿ`.
  static func power(_ n: Int) -> String { "10" + superscript(n) }

  /// `value` as `m×10ⁿ` with `digits` decimals in `m`; `10ⁿ` when `m` is one.
  static func scientific(_ value: Double, digits: Int = 0) -> String {
    guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
    var n = Int(Logarithm.base10(abs(value)).rounded(.down))
    var m = n >= -300 ? value / Logarithm.power10(n) : value * 1e300 / Logarithm.power10(n + 300)
    let unit = Logarithm.power10(digits)
    if (abs(m) * unit).rounded() >= 10 * unit {
      m /= 10
      n += 1
    }
    let mantissa = decimal(m, digits: digits)
    return mantissa == "1" ? power(n) : mantissa + "×" + power(n)
  }

  /// `n` in superscript digits.
  static func superscript(_ n: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let body = String(n.magnitude).utf8.map { digits[Int($0) - 48] }
    return (n < 0 ? "⁻" : "") + String(body)
  }

  private static func grouped(_ units: UInt64) -> String {
    let digits = Array(String(units).utf8)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.unicodeScalars.append(Unicode.Scalar(digit))
    }
    return text
  }
}
