import Foundation
import Testing

@testable import DescentData

/// `Decimal` against the standard library, which rounds correctly.
///
/// `DESCENT_DECIMALS=20000000` in the environment draws that many numbers instead of 300,000.
@Suite("Decimal numbers") struct DecimalTests {
  private static let draws =
    ProcessInfo.processInfo.environment["DESCENT_DECIMALS"].flatMap(Int.init) ?? 300_000

  /// The value and how much of the text was taken.
  private func read(_ text: [UInt8]) -> (value: Double?, end: Int)? {
    text.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress,
        let decimal = Decimal(base, from: 0, to: bytes.count)
      else { return nil }
      return (decimal.value, decimal.end)
    }
  }

  /// Numbers of up to 19 digits as programs write them, each with a point anywhere or none, an exponent
  /// or none: what comes out must have the standard library's bits, and nearly all must come out.
  @Test func hasTheStandardLibrarysBits() {
    var generator = SplitMix64(state: 7)
    var slow = 0
    var wrong = 0
    for _ in 0..<Self.draws {
      let digits = Int.random(in: 1...19, using: &generator)
      var text: [UInt8] = []
      switch UInt.random(in: 0..<4, using: &generator) {
      case 0: text.append(UInt8(ascii: "-"))
      case 1: text.append(UInt8(ascii: "+"))
      default: break
      }
      let point = Int.random(in: -1...digits, using: &generator)
      for k in 0..<digits {
        if k == point { text.append(UInt8(ascii: ".")) }
        text.append(48 + UInt8.random(in: 0...9, using: &generator))
      }
      if point == digits { text.append(UInt8(ascii: ".")) }
      if Bool.random(using: &generator) {
        text += Array("e\(Int.random(in: -8...30, using: &generator))".utf8)
      }
      let written = String(decoding: text, as: UTF8.self)
      guard let (value, end) = read(text), end == text.count else {
        Issue.record("not read: \(written)")
        continue
      }
      guard let value else {
        slow += 1
        continue
      }
      if value.bitPattern != Double(written)?.bitPattern {
        wrong += 1
        if wrong < 10 { Issue.record("\(written) is not \(value)") }
      }
    }
    #expect(wrong == 0)
    #expect(slow < Self.draws / 5)
  }

  /// Halfway between two doubles, and one digit beside: where one wrong bit shows.
  @Test func tiesGoToEven() {
    var generator = SplitMix64(state: 8)
    for _ in 0..<Self.draws / 50 {
      // 53 bits and a half: whole numbers below 2⁶⁴ whose last bits are exactly half a unit.
      let kept = UInt64.random(in: 1 << 52..<1 << 53, using: &generator)
      let shift = UInt64.random(in: 1...10, using: &generator)
      let tie = kept << shift | 1 << (shift - 1)
      for digits in [tie - 1, tie, tie + 1] {
        for power in [0, -1, 1, -5, 3, -22, 22, 23, -27, 27] {
          let written = "\(digits)e\(power)"
          let value = read(Array(written.utf8))?.value
          if written.count - "\(power)".count - 1 <= 19 {
            #expect(value?.bitPattern == Double(written)?.bitPattern, "\(written)")
          } else {
            #expect(value == nil)
          }
        }
      }
    }
  }

  @Test(arguments: [
    ("1,2", 1), ("1.5;", 3), ("-.5 ", 3), ("12345678901,", 11), ("1.123456789\n", 11),
    ("1.12345678\u{e9}", 10), ("7e5x", 3), ("0.00000000a", 10),
  ])
  func endsWhereTheNumberEnds(text: String, end: Int) {
    #expect(read(Array(text.utf8))?.end == end)
  }

  @Test(arguments: ["", "-", ".", "x", "1e", "1e+", "1e-,", "+.e1", "inf", "nan"])
  func whatIsNone(text: String) { #expect(read(Array(text.utf8)) == nil) }
}
