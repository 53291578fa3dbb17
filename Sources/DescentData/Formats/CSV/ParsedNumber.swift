/// What the characters of a cell say.
enum ParsedNumber: Equatable {
  /// A finite number, correctly rounded.
  case number(Double)
  /// A number in form, too large for a Double.
  case outOfRange
  /// "inf" or "infinity", with or without a sign.
  case infinite
  /// Nothing, or one of the words for nothing: "NA", "NaN", "null" in any case.
  case missing
  /// Anything else.
  case text
}

/// The powers of ten that a Double holds exactly.
private let exactPowers: InlineArray<23, Double> = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
  1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]

/// Reads a decimal number: sign, digits with a point, exponent; no hexadecimal, no separators.
///
/// When the digits fit in 53 bits and the power of ten is at most 22, both
/// factors are exact and one multiplication or division rounds once, correctly
/// (W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990).
/// Everything else goes through the standard library, which rounds correctly too.
@inline(__always)
func parseNumber(_ cell: UnsafeBufferPointer<UInt8>) -> ParsedNumber {
  let count = cell.count
  guard count > 0, let p = cell.baseAddress else { return .missing }
  var i = 0
  let isNegative = p[0] == UInt8(ascii: "-")
  if isNegative || p[0] == UInt8(ascii: "+") { i = 1 }

  // Wraps around after 19 digits; then the digits are not used.
  var digits: UInt64 = 0
  var power = 0
  let start = i
  while i < count, p[i] &- 48 < 10 {
    digits = digits &* 10 &+ UInt64(p[i] &- 48)
    i += 1
  }
  var seen = i - start
  if i < count, p[i] == UInt8(ascii: ".") {
    i += 1
    let point = i
    while i < count, p[i] &- 48 < 10 {
      digits = digits &* 10 &+ UInt64(p[i] &- 48)
      i += 1
    }
    power = point - i
    seen -= power
  }
  guard seen > 0 else { return parseWord(cell) }
  if i < count, p[i] | 0x20 == UInt8(ascii: "e") {
    i += 1
    var isBelow = false
    if i < count, p[i] == UInt8(ascii: "-") || p[i] == UInt8(ascii: "+") {
      isBelow = p[i] == UInt8(ascii: "-")
      i += 1
    }
    let first = i
    var exponent = 0
    while i < count, p[i] &- 48 < 10 {
      if exponent < 100_000 { exponent = exponent * 10 + Int(p[i] &- 48) }
      i += 1
    }
    guard i > first else { return .text }
    power += isBelow ? -exponent : exponent
  }
  guard i == count else { return .text }

  if seen <= 19, digits <= 1 << 53, power >= -22, power <= 22 {
    let value = Double(digits)
    let rounded = power < 0 ? value / exactPowers[-power] : value * exactPowers[power]
    return .number(isNegative ? -rounded : rounded)
  }
  return parseSlowly(cell)
}

/// The standard library's reading, of what has a number's form.
private func parseSlowly(_ cell: UnsafeBufferPointer<UInt8>) -> ParsedNumber {
  guard let value = Double(String(decoding: cell, as: UTF8.self)) else { return .text }
  return value.isFinite ? .number(value) : .outOfRange
}

/// The words that mean something: missing or infinite.
private func parseWord(_ cell: UnsafeBufferPointer<UInt8>) -> ParsedNumber {
  guard cell.count <= 9 else { return .text }
  if matches(cell[...], "na") || matches(cell[...], "nan") || matches(cell[...], "null") {
    return .missing
  }
  let isSigned = cell[0] == UInt8(ascii: "-") || cell[0] == UInt8(ascii: "+")
  let word = isSigned ? cell.dropFirst() : cell[...]
  if matches(word, "inf") || matches(word, "infinity") { return .infinite }
  return .text
}

private func matches(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ word: StaticString) -> Bool {
  guard bytes.count == word.utf8CodeUnitCount else { return false }
  return word.withUTF8Buffer { zip(bytes, $0).allSatisfy { $0 | 0x20 == $1 } }
}
