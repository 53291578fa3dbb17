import Testing

@testable import DescentData

@Suite struct ParsedNumberTests {
  private func parsed(_ text: String) -> ParsedNumber {
    Array(text.utf8).withUnsafeBufferPointer { parseNumber($0) }
  }

  @Test(arguments: [
    "0", "-0", "+5", ".5", "5.", "1e5", "1E-5", "123456789012345678", "0.1", "9007199254740993",
    "18446744073709551616", "184467440737095516160000", "1e22", "1e23", "1e-22", "1e-23",
    "2.2250738585072011e-308", "4.9e-324", "1e-999", "1.7976931348623157e308", "0e999999999999",
    "0.000000000000000000000000000001", "00000000000000000000000000012.5",
    "9007199254740992e22", "3.141592653589793238462643383279", "0.3e+1",
  ])
  func roundsAsTheStandardLibrary(text: String) throws {
    let expected = try #require(Double(text))
    #expect(parsed(text) == .number(expected))
    guard case .number(let value) = parsed(text) else { return }
    #expect(value.bitPattern == expected.bitPattern)
  }

  @Test func roundsManyNumbersAsTheStandardLibrary() {
    var generator = SplitMix64(state: 1)
    for _ in 0..<3000 {
      let digits = Int64.random(in: 0..<1_000_000_000_000_000_000, using: &generator)
      let shift = Int.random(in: 0..<18, using: &generator)
      var power = 1
      for _ in 0..<shift { power *= 10 }
      let text =
        "-\(digits / Int64(power)).\(digits % 1000)e\(Int.random(in: -40...40, using: &generator))"
      guard case .number(let value) = parsed(text) else {
        Issue.record("not a number: \(text)")
        continue
      }
      #expect(value.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  @Test(arguments: [
    "x", "0x10", "1e", "1e+", "1,5", "1 2", "1_000", "--1", "+", ".", "-.", "e5", "1d5", "0x1p3",
    "?0.2", "nana", "nul", "١",
  ])
  func refusesWhatIsNotDecimal(text: String) { #expect(parsed(text) == .text) }

  @Test func tellsTheOthersApart() {
    for text in ["", "NA", "na", "NaN", "NULL", "Null"] { #expect(parsed(text) == .missing) }
    for text in ["inf", "-Inf", "+INFINITY"] { #expect(parsed(text) == .infinite) }
    for text in ["1e999", "-1e309", String(repeating: "9", count: 400), "1e99999999999999999999"] {
      #expect(parsed(text) == .outOfRange)
    }
  }
}
