import Foundation
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

  @Test func straightStretchesLoseTheirMiddles() {
    let square = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)]
      .map { Point(x: Double($0.0), y: Double($0.1)) }
    let corners = [square[0], square[2], square[4], square[6], square[7]]
    #expect(Decimation.straightened(square, tolerance: 0.1) == corners)
    let doubledBack = [Point(x: 0, y: 0), Point(x: 5, y: 0), Point(x: 2, y: 0)]
    #expect(Decimation.straightened(doubledBack, tolerance: 0.1) == doubledBack)
    let there = [Point(x: 1, y: 1), Point(x: 4, y: 1), Point(x: 1, y: 1)]
    #expect(Decimation.straightened(there, tolerance: 0.1) == there)
  }

  @Test func aStraightenedCurveStaysWithinItsTolerance() {
    let curve = (0..<800).map { k in
      let t = Double(k) / 40
      return Point(x: 200 + 20 * t * cos(t), y: 200 + 20 * t * sin(t))
    }
    var count = curve.count
    for tolerance in [0.05, 0.5, 5] {
      let fewer = Decimation.straightened(curve, tolerance: tolerance)
      #expect(fewer.count < count)
      count = fewer.count / 2
      #expect(fewer.first == curve.first && fewer.last == curve.last)
      let worst = curve.map { point in
        zip(fewer, fewer.dropFirst()).map { distance(point, $0, $1) }.min() ?? .infinity
      }.max()
      #expect((worst ?? .infinity) <= tolerance + 1e-12)
    }
  }

  /// The distance from a segment: from its line where the foot lies between the ends.
  private func distance(_ p: Point, _ a: Point, _ b: Point) -> Double {
    let ends = min(hypot(p.x - a.x, p.y - a.y), hypot(p.x - b.x, p.y - b.y))
    let length = hypot(b.x - a.x, b.y - a.y)
    let along = ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length
    guard along > 0, along < length else { return ends }
    return abs((p.x - a.x) * (b.y - a.y) - (p.y - a.y) * (b.x - a.x)) / length
  }
}
