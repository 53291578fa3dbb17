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

/// Reads a decimal number: sign, digits with a point, exponent; no hexadecimal, no separators.
///
/// What ``Decimal`` cannot round goes through the standard library, which rounds correctly too.
@inline(__always)
func parseNumber(_ cell: UnsafeBufferPointer<UInt8>) -> ParsedNumber {
  guard cell.count > 0, let p = cell.baseAddress else { return .missing }
  guard let decimal = Decimal(p, from: 0, to: cell.count) else { return parseWord(cell) }
  guard decimal.end == cell.count else { return .text }
  return decimal.value.map(ParsedNumber.number) ?? parseSlowly(cell)
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
