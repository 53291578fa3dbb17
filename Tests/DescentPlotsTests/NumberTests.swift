import Foundation
import Testing

@testable import DescentPlots

@Suite struct NumberTests {
  @Test(arguments: [
    (0.0, 0, "0"), (1234567, 0, "1,234,567"), (999, 0, "999"), (1000, 0, "1,000"),
    (-0.25, 2, "−0.25"), (0.05, 3, "0.050"), (-0.001, 2, "0.00"), (12.005, 1, "12.0"),
    (1009.07, 2, "1,009.07"),
  ])
  func decimals(value: Double, digits: Int, text: String) {
    #expect(NumberLabel.decimal(value, digits: digits) == text)
  }

  @Test(arguments: [
    (1e-8, 0, "10⁻⁸"), (2e-8, 0, "2×10⁻⁸"), (9.99e5, 1, "1.0×10⁶"), (-3e12, 0, "−3×10¹²"),
    (0, 0, "0"), (.leastNonzeroMagnitude, 0, "5×10⁻³²⁴"),
  ])
  func powers(value: Double, digits: Int, text: String) {
    #expect(NumberLabel.scientific(value, digits: digits) == text)
  }

  /// Against the platform's library.
  @Test func logarithmsAndPowers() {
    var x = 1e-300 * 1e-18
    while x < 1e308 {
      #expect(abs(Logarithm.base10(x) - log10(x)) <= 4 * max(1, abs(log10(x))).ulp, "\(x)")
      x *= 1.37
    }
    for k in -3000...3000 {
      let exponent = Double(k) / 10.01
      let expected = pow(10, exponent)
      #expect(abs(Logarithm.power10(exponent) - expected) <= 64 * expected.ulp, "\(exponent)")
    }
    for n in -323...308 { #expect(Logarithm.base10(pow(10, Double(n))).rounded() == Double(n)) }
    #expect((-22...22).allSatisfy { Logarithm.base10(pow(10, Double($0))) == Double($0) })
  }

  @Test func pixelsAreShort() {
    #expect(
      [0, -0.04, 12, 12.34, -0.5, .nan].map(SVGWriter.number) == [
        "0", "0", "12", "12.3", "-0.5", "0",
      ])
    #expect([0, 0.2, 0.057, 1, 3].map(SVGWriter.fraction) == ["0.00", "0.20", "0.06", "1", "1"])
  }

  @Test func pathsDoNotDrift() {
    var path = PathData()
    let points = (0...1000).map { Point(x: Double($0) * 0.333, y: -Double($0) * 0.777) }
    path.add(points)
    let numbers = path.text.dropFirst().replacing("l", with: " ").replacing("-", with: " -")
      .split(separator: " ").compactMap { Double($0) }
    let x = stride(from: 0, to: numbers.count, by: 2).reduce(0) { $0 + numbers[$1] }
    let y = stride(from: 1, to: numbers.count, by: 2).reduce(0) { $0 + numbers[$1] }
    #expect(abs(x - 333) < 0.051 && abs(y + 777) < 0.051, "\(x) \(y)")
  }

  @Test func scriptsAreSetAsRaisedAndLowered() {
    let runs = TextRuns.runs("λ₁(P⁻¹H)")
    #expect(runs.map(\.text) == ["λ", "1", "(P", "\u{2212}1", "H)"])
    #expect(runs.map(\.level) == [0, -1, 0, 1, 0])
    // What goes up comes down again.
    #expect(
      TextRuns.markup("10⁻⁸ <", size: 10)
        == "10<tspan dy=\"-3.6\" font-size=\"7.2\">\u{2212}8</tspan><tspan dy=\"3.6\"> &lt;</tspan>"
    )
  }
}
