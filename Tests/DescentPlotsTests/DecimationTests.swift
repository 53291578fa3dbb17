import Testing

@testable import DescentPlots

@Suite struct DecimationTests {
  /// 40,000 points on 700 pixels, with one spike up and one down.
  private static var spiky: [Point] {
    (0..<40_000).map { k in
      let noise = Double((k &* 2_654_435_761) % 1000) / 100
      let y = k == 12_345 ? -400 : k == 30_001 ? 900 : 100 + noise
      return Point(x: Double(k) * 700 / 40_000, y: y)
    }
  }

  @Test func extremesOfEveryColumnStay() {
    let all = DecimationTests.spiky
    let thinned = Decimation.perPixelColumn(all)
    #expect(thinned.count <= 4 * 700)
    #expect(thinned.contains { $0.y == -400 } && thinned.contains { $0.y == 900 })
    for column in 0..<700 {
      let inside: (Point) -> Bool = { Int($0.x) == column }
      let before = all.filter(inside)
      let after = thinned.filter(inside)
      #expect(before.map(\.y).min() == after.map(\.y).min())
      #expect(before.map(\.y).max() == after.map(\.y).max())
      #expect(before.first == after.first && before.last == after.last)
    }
  }

  @Test func orderStays() {
    let thinned = Decimation.perPixelColumn(DecimationTests.spiky)
    #expect(zip(thinned, thinned.dropFirst()).allSatisfy { $0.x < $1.x })
  }

  @Test func fewPointsAreLeftAlone() {
    let points = (0..<50).map { Point(x: Double($0) * 10, y: Double($0 % 7)) }
    #expect(Decimation.perPixelColumn(points) == points)
  }
}
