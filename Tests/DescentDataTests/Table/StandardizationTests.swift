import Testing

@testable import DescentData

@Suite struct StandardizationTests {
  @Test func hasMeanAndPopulationDeviation() {
    let fitted = Standardization(fitting: [2, 4, 4, 4, 5, 5, 7, 9])
    #expect(abs(fitted.mean - 5) <= 5.0.ulp)
    #expect(abs(fitted.scale - 2) <= 2 * 2.0.ulp)
    #expect(abs(fitted.apply(9) - 2) <= 4 * 2.0.ulp)
    #expect(abs(fitted.invert(fitted.apply(7.3)) - 7.3) <= 4 * 7.3.ulp)
  }

  @Test func leavesAConstantAtZero() {
    // The mean of ten times 0.1 is not 0.1 in floating point.
    let fitted = Standardization(fitting: [Double](repeating: 0.1, count: 10))
    #expect(fitted.apply(0.1) == 0)
    #expect(fitted.scale == 1)
    #expect(Standardization(fitting: []) == Standardization(mean: 0, scale: 1))
  }

  @Test func doesNotCountMissingValues() {
    #expect(Standardization(fitting: [.nan, 1, 3, .nan]) == Standardization(fitting: [1, 3]))
  }

  @Test func survivesTheLargestAndSmallestNumbers() {
    let large = Standardization(fitting: [-1.7e308, 1.7e308])
    #expect(abs(large.apply(1.7e308) - 1) < 1e-15)
    #expect(abs(large.apply(-1.7e308) + 1) < 1e-15)
    let small = Standardization(fitting: [0x1p-1030, 0x3p-1030])
    #expect(abs(small.apply(0x3p-1030) - 1) < 1e-10)
  }
}
