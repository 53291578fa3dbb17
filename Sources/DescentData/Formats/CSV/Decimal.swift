/// The decimal number that a piece of text begins with: sign, digits with a point, exponent.
struct Decimal {
  /// The digits, without the point; meaningless when ``isExact`` is false.
  var digits: UInt64
  /// The power of ten that multiplies them.
  var power: Int
  var isNegative: Bool
  /// At most 19 digits were there, which 64 bits hold.
  var isExact: Bool
  /// The index after the number.
  var end: Int

  /// What it is worth, correctly rounded; nil where only a longer computation can tell.
  ///
  /// When the digits fit in 53 bits and the power is at most 22, both factors are exact and one
  /// multiplication or division rounds once, correctly (W. D. Clinger, "How to read floating point
  /// numbers accurately", PLDI 1990). Up to 64 bits and a power of 27, where 5²⁷ < 2⁶³, the product
  /// or the quotient is a whole number of at most 128 bits, rounded once.
  @inline(__always) var value: Double? {
    guard isExact, power >= -27, power <= 27 else { return nil }
    let magnitude: Double
    if digits <= 1 << 53, power >= -22, power <= 22 {
      magnitude =
        power < 0 ? Double(digits) / exactPowers[-power] : Double(digits) * exactPowers[power]
    } else {
      magnitude = roundedExactly(digits, power: power)
    }
    return isNegative ? -magnitude : magnitude
  }

  /// Reads what begins at an index; nil when that is no number.
  ///
  /// - Parameters:
  ///   - text: The bytes.
  ///   - start: Where the number begins.
  ///   - count: Where the bytes end.
  @inline(__always)
  init?(_ text: UnsafePointer<UInt8>, from start: Int, to count: Int) {
    var i = start
    guard i < count else { return nil }
    isNegative = text[i] == UInt8(ascii: "-")
    if isNegative || text[i] == UInt8(ascii: "+") { i += 1 }

    // Wraps around after 19 digits; then they are not used.
    var digits: UInt64 = 0
    let first = i
    while i < count, text[i] &- 48 < 10 {
      digits = digits &* 10 &+ UInt64(text[i] &- 48)
      i += 1
    }
    var seen = i - first
    var power = 0
    if i < count, text[i] == UInt8(ascii: ".") {
      i += 1
      let point = i
      while i + 8 <= count, let eight = eightDigits(text + i) {
        digits = digits &* 100_000_000 &+ eight
        i += 8
      }
      while i < count, text[i] &- 48 < 10 {
        digits = digits &* 10 &+ UInt64(text[i] &- 48)
        i += 1
      }
      power = point - i
      seen -= power
    }
    guard seen > 0 else { return nil }
    if i < count, text[i] | 0x20 == UInt8(ascii: "e") {
      i += 1
      var isBelow = false
      if i < count, text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+") {
        isBelow = text[i] == UInt8(ascii: "-")
        i += 1
      }
      let first = i
      var exponent = 0
      while i < count, text[i] &- 48 < 10 {
        if exponent < 100_000 { exponent = exponent * 10 + Int(text[i] &- 48) }
        i += 1
      }
      guard i > first else { return nil }
      power += isBelow ? -exponent : exponent
    }
    self.digits = digits
    self.power = power
    isExact = seen <= 19
    end = i
  }
}

/// The powers of ten that a Double holds exactly.
private let exactPowers: InlineArray<23, Double> = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
  1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]

/// 5ⁿ for n up to 27, the last below 2⁶³.
private let powersOfFive: InlineArray<28, UInt64> = {
  var powers = InlineArray<28, UInt64>(repeating: 1)
  for n in 1..<28 { powers[n] = powers[n - 1] * 5 }
  return powers
}()

/// digits · 10^power, rounded once to nearest, ties to even; |power| ≤ 27.
///
/// Only whole numbers are computed with: 64 bits or more of the result, of which the last is set when
/// anything follows. A conversion to 53 bits then rounds as if all were there.
private func roundedExactly(_ digits: UInt64, power: Int) -> Double {
  guard digits > 0 else { return 0 }
  let five = powersOfFive[abs(power)]
  if power >= 0 {
    let (high, low) = digits.multipliedFullWidth(by: five)
    guard high > 0 else { return Double(low) * powerOfTwo(power) }
    let zeros = high.leadingZeroBitCount
    let top = zeros == 0 ? high : high << zeros | low >> (64 - zeros)
    let isMore = low << zeros != 0
    return Double(isMore ? top | 1 : top) * powerOfTwo(64 - zeros + power)
  }
  let zeros = digits.leadingZeroBitCount
  let shift = five.leadingZeroBitCount
  let dividend = digits << zeros
  // Halved, it is below the divisor, whose first bit is set: the quotient has 63 or 64 bits.
  let (quotient, remainder) = (five << shift).dividingFullWidth(
    (dividend >> 1, dividend << 63))
  return Double(remainder != 0 ? quotient | 1 : quotient)
    * powerOfTwo(shift - zeros - 63 + power)
}

/// 2ⁿ, for n from −1022 to 1023.
@inline(__always) private func powerOfTwo(_ n: Int) -> Double {
  Double(bitPattern: UInt64(1023 + n) << 52)
}

/// The number that eight digits spell, all at once; nil when one of the bytes is no digit.
///
/// A byte is a digit when its upper half is 3, and still is after 6 is added. Neighbours are then joined
/// in pairs, fours and eights (D. Lemire, "Number parsing at a gigabyte per second", Software: Practice
/// and Experience 51, 2021, section 5).
@inline(__always) private func eightDigits(_ text: UnsafePointer<UInt8>) -> UInt64? {
  let bytes = UInt64(
    littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
  let upper: UInt64 = 0xf0f0_f0f0_f0f0_f0f0
  let lifted = (bytes &+ 0x0606_0606_0606_0606) & upper
  guard bytes & upper | lifted >> 4 == 0x3333_3333_3333_3333 else { return nil }
  var value = bytes &- 0x3030_3030_3030_3030
  value = value &* 10 &+ value >> 8
  let mask: UInt64 = 0x0000_00ff_0000_00ff
  let left = (value & mask) &* (100 &+ 1_000_000 << 32)
  let right = (value >> 16 & mask) &* (1 &+ 10_000 << 32)
  return (left &+ right) >> 32
}
