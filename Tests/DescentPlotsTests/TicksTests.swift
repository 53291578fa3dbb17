import Testing

@testable import DescentPlots

@Suite struct TicksTests {
  /// Span, room and the labels expected, worked out by hand.
  static let linearTable: [(ClosedRange<Double>, Double, [String])] = [
    (0...1, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (
      0...5000, 10,
      (0...10).map { $0 == 0 ? "0" : NumberLabel.decimal(Double($0 * 500), digits: 0) }
    ),
    (0...5000, 9, ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]),
    (-1.5...1.5, 4, ["−1", "0", "1"]),
    (0.02...0.31, 6, ["0.05", "0.10", "0.15", "0.20", "0.25", "0.30"]),
    (1e-9...4e-9, 4, ["1×10⁻⁹", "2×10⁻⁹", "3×10⁻⁹", "4×10⁻⁹"]),
    (0...2e9, 4, ["0", "0.5×10⁹", "1.0×10⁹", "1.5×10⁹", "2.0×10⁹"]),
    (100.00001...100.00003, 2, ["100.00001", "100.00002", "100.00003"]),
  ]

  @Test func zeroAloneIsNamed() {
    #expect(Ticks.linear(lower: -4.5, upper: 4.5, room: 1) == [Tick(ruler: 0, label: "0")])
    #expect(Ticks.linear(lower: -4e-9, upper: 4e-9, room: 1) == [Tick(ruler: 0, label: "0")])
  }

  @Test(arguments: linearTable)
  func linear(span: ClosedRange<Double>, room: Double, labels: [String]) {
    let ticks = Ticks.linear(lower: span.lowerBound, upper: span.upperBound, room: room)
    #expect(ticks.map(\.label) == labels)
  }

  @Test func multiplesAreRoundedOnce() {
    let ticks = Ticks.linear(lower: 0, upper: 1, room: 10)
    #expect(ticks.map(\.ruler) == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
  }

  /// Whatever the span, there are ticks, they ascend, lie inside and fit.
  @Test func everySpanHasTicksThatFit() {
    for exponent in -300...300 {
      for lower in [0.0, 1.3, -7.7] {
        let unit = Logarithm.power10(exponent)
        let ticks = Ticks.linear(lower: lower * unit, upper: (lower + 2.9) * unit, room: 6)
        #expect(ticks.count >= 2 && ticks.count <= 7, "10^\(exponent), from \(lower)")
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.ruler < $1.ruler })
        #expect(Set(ticks.map(\.label)).count == ticks.count, "10^\(exponent): \(ticks)")
      }
    }
  }

  static let logarithmicTable: [(ClosedRange<Double>, Double, [String])] = [
    (-8...1, 12, ["10⁻⁸", "10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹"]),
    (-12.4...0.6, 8, ["10⁻¹²", "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"]),
    (-31...1, 8, ["10⁻³⁰", "10⁻²⁵", "10⁻²⁰", "10⁻¹⁵", "10⁻¹⁰", "10⁻⁵", "10⁰"]),
    (-2.2...3.1, 8, ["0.01", "0.1", "1", "10", "100", "1,000"]),
    (-1...0, 8, ["0.1", "0.2", "0.5", "1"]),
    (-8.4...(-7), 8, ["5×10⁻⁹", "10⁻⁸", "2×10⁻⁸", "5×10⁻⁸", "10⁻⁷"]),
    (0.3...0.48, 6, ["2.0", "2.2", "2.4", "2.6", "2.8", "3.0"]),
  ]

  @Test(arguments: logarithmicTable)
  func logarithmic(span: ClosedRange<Double>, room: Double, labels: [String]) {
    let ticks = Ticks.logarithmic(lower: span.lowerBound, upper: span.upperBound, room: room)
    #expect(ticks.compactMap(\.label) == labels)
    #expect(ticks.allSatisfy { $0.ruler >= span.lowerBound - 1e-6 })
    #expect(ticks.allSatisfy { $0.ruler <= span.upperBound + 1e-6 })
  }

  @Test func decadesAreDividedIntoNineUnnamedSteps() {
    let ticks = Ticks.logarithmic(lower: -3, upper: 0, room: 6)
    #expect(ticks.count == 4 + 3 * 8)
    #expect(ticks.count { $0.label == nil } == 24)
  }
}
