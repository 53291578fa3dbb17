import Testing

@testable import DescentPlots

@Suite struct ContourLevelsTests {
  @Test func linearLevelsAreRound() {
    let levels = ContourLevels.linear(5).levels(for: [0, 3, 10])
    #expect(levels.map(\.ruler) == [2, 4, 6, 8])
    #expect(levels.map(\.label) == ["2", "4", "6", "8"])
  }

  @Test func logarithmicLevelsAreRound() {
    let levels = ContourLevels.logarithmic(8).levels(for: [0, -1, .nan, 0.3, 250])
    #expect(levels.map(\.label) == ["1", "3", "10", "30", "100"])
  }

  @Test func aGridOfOneValueHasNone() {
    #expect(ContourLevels.linear(5).levels(for: [3, 3, 3]).isEmpty)
    #expect(ContourLevels.logarithmic(5).levels(for: [0, 0, -1]).isEmpty)
    #expect(ContourLevels.linear(5).levels(for: [.nan, .infinity]).isEmpty)
  }

  @Test func ownLevelsStay() {
    let levels = ContourLevels.values([0.001, 2.5, 1e6]).levels(for: [])
    #expect(levels.map(\.label) == ["0.001", "2.5", "10⁶"])
  }
}
