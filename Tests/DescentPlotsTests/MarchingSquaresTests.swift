import Testing

@testable import DescentPlots

@Suite struct MarchingSquaresTests {
  /// x² + y² on [−2, 2]², 81 by 81.
  private static let bowl: MarchingSquares = {
    let places = (0..<81).map { -2 + Double($0) / 20 }
    let values = places.flatMap { y in places.map { x in x * x + y * y } }
    return MarchingSquares(values: values, columns: 81, rows: 81)
  }()

  private static func radius(_ point: Point) -> Double {
    let x = -2 + point.x / 20
    let y = -2 + point.y / 20
    return (x * x + y * y).squareRoot()
  }

  @Test(arguments: [0.25, 1.0, 2.25])
  func levelsOfABowlAreCircles(level: Double) {
    let lines = MarchingSquaresTests.bowl.lines(at: level)
    #expect(lines.count == 1)
    #expect(lines.allSatisfy { $0.isClosed })
    for point in lines[0].points {
      // Linear interpolation of a square errs by at most h²/8 · f″ = 0.05²/4
      // in f on a side, hence by that over 2r in the radius.
      let error = abs(MarchingSquaresTests.radius(point) - level.squareRoot())
      #expect(error <= 0.05 * 0.05 / 4 / (2 * level.squareRoot()) * 1.1)
    }
    // The polygon's area, by the shoelace formula, against πr².
    let points = lines[0].points
    let area = points.indices.reduce(0.0) { sum, k in
      let a = points[k]
      let b = points[(k + 1) % points.count]
      return sum + (a.x * b.y - b.x * a.y) / 2
    }
    #expect(abs(abs(area) / 400 - level * 3.14159265) < 0.01)
  }

  @Test func linesThatLeaveTheGridAreOpen() {
    let lines = MarchingSquaresTests.bowl.lines(at: 5)
    #expect(lines.count == 4)
    #expect(lines.allSatisfy { !$0.isClosed })
    for line in lines {
      for end in [line.points[0], line.points[line.points.count - 1]] {
        #expect(end.x == 0 || end.x == 80 || end.y == 0 || end.y == 80)
      }
    }
  }

  @Test func regionsAreClosedAlongTheBorder() {
    let corners = MarchingSquaresTests.bowl.regions(above: 5)
    #expect(corners.count == 4 && corners.allSatisfy { $0.isClosed })
    // All of the grid: its border alone. With a hole: the border and a circle.
    let whole = MarchingSquaresTests.bowl.regions(above: -1)
    #expect(whole.count == 1)
    #expect(
      whole[0].points.allSatisfy { [0, 80].contains($0.x) || [0, 80].contains($0.y) },
      "the border leaves the grid")
    #expect(MarchingSquaresTests.bowl.regions(above: 1).count == 2)
    #expect(MarchingSquaresTests.bowl.regions(above: 9).isEmpty)
  }

  @Test func theMeanJoinsASaddle() {
    // High corners at (0, 0) and (1, 1): a high mean joins them, a low one not.
    for (low, cutsOffLowCorners) in [(0.4, true), (-2.0, false)] {
      let grid = MarchingSquares(values: [1, low, low, 1], columns: 2, rows: 2)
      let lines = grid.lines(at: 0.5)
      #expect(lines.count == 2)
      let first = lines[0].points
      // The side from (0, 0) to (1, 0) is joined to the right one or the left.
      #expect(first.contains { $0.x == 1 } == cutsOffLowCorners)
    }
  }

  @Test func cellsWithoutANumberHaveNoLine() {
    var values = MarchingSquaresTests.bowl.values
    values[40 * 81 + 60] = .nan
    let grid = MarchingSquares(values: values, columns: 81, rows: 81)
    let lines = grid.lines(at: 1)
    #expect(lines.count == 1 && !lines[0].isClosed)
    #expect(lines[0].points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }
}
