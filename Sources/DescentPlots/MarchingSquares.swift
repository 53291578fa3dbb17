/// Lines of equal value through a grid.
///
/// Each cell is one of sixteen cases, by which of its corners reach the level;
/// a line enters and leaves through sides whose ends differ, at the place that
/// linear interpolation gives (W. Lorensen and H. Cline's marching cubes, 1987,
/// in the plane). Where opposite corners agree and neighbours do not, the mean
/// of the four decides whether the high corners are joined.
struct MarchingSquares {
  /// Values in rows: `values[row * columns + column]`.
  let values: [Double]
  let columns: Int
  let rows: Int

  /// A line in grid units: `x` counts columns and `y` rows, from 0.
  struct Line: Equatable {
    var points: [Point]
    var isClosed: Bool
  }

  /// The lines on which the values equal `level`.
  ///
  /// Cells with a value that is not finite have none.
  func lines(at level: Double) -> [Line] { trace(level, acrossInfinity: false) }

  /// The borders of the region where the values reach `level`: closed loops,
  /// to be filled by the even-odd rule.
  ///
  /// NaN counts as below every level.
  func regions(above level: Double) -> [Line] {
    // A rim of −∞ closes the loops along the grid's own border, because a
    // crossing next to −∞ falls on the finite end of the side.
    let wide = columns + 2
    var rimmed = Array(repeating: -Double.infinity, count: wide * (rows + 2))
    for row in 0..<rows {
      for column in 0..<columns {
        let value = values[row * columns + column]
        rimmed[(row + 1) * wide + column + 1] = value.isNaN ? -.infinity : value
      }
    }
    let grid = MarchingSquares(values: rimmed, columns: wide, rows: rows + 2)
    return grid.trace(level, acrossInfinity: true).map { line in
      Line(
        points: line.points.map { Point(x: $0.x - 1, y: $0.y - 1) }, isClosed: line.isClosed)
    }
  }

  /// A side is named by its lower corner: twice its index for the side along
  /// the row, one more for the side along the column.
  private func trace(_ level: Double, acrossInfinity: Bool) -> [Line] {
    guard columns > 1, rows > 1 else { return [] }
    // The one or two sides that each side's crossing is joined to.
    var links = Array(repeating: (-1, -1), count: 2 * columns * rows)
    func join(_ a: Int, _ b: Int) {
      for (from, to) in [(a, b), (b, a)] {
        if links[from].0 < 0 { links[from].0 = to } else { links[from].1 = to }
      }
    }
    for row in 0..<(rows - 1) {
      for column in 0..<(columns - 1) {
        let corner = row * columns + column
        let v = [
          values[corner], values[corner + 1], values[corner + columns + 1],
          values[corner + columns],
        ]
        if !acrossInfinity, !v.allSatisfy({ $0.isFinite }) { continue }
        let bottom = 2 * corner
        let left = 2 * corner + 1
        let top = 2 * (corner + columns)
        let right = 2 * (corner + 1) + 1
        var code = 0
        for k in 0..<4 where v[k] >= level { code |= 1 << k }
        let joined = (v[0] + v[1] + v[2] + v[3]) / 4 >= level
        switch code {
        case 1, 14: join(left, bottom)
        case 2, 13: join(bottom, right)
        case 4, 11: join(right, top)
        case 8, 7: join(top, left)
        case 3, 12: join(left, right)
        case 6, 9: join(bottom, top)
        case 5 where joined, 10 where !joined:
          join(bottom, right)
          join(top, left)
        case 5, 10:
          join(left, bottom)
          join(right, top)
        default: break
        }
      }
    }
    return follow(&links, level)
  }

  /// Follows the links from crossing to crossing: first the lines with two
  /// ends, then the loops, each from its first side in the grid.
  private func follow(_ links: inout [(Int, Int)], _ level: Double) -> [Line] {
    var lines: [Line] = []
    for wantsEnds in [true, false] {
      for start in links.indices {
        guard links[start].0 >= 0, !wantsEnds || links[start].1 < 0 else { continue }
        var points: [Point] = []
        var side = start
        var before = -1
        while side >= 0, links[side].0 >= 0 {
          let link = links[side]
          links[side] = (-1, -1)
          points.append(crossing(side, level))
          let next = link.0 != before ? link.0 : link.1
          before = side
          side = next
        }
        lines.append(Line(points: points, isClosed: !wantsEnds))
      }
    }
    return lines
  }

  private func crossing(_ side: Int, _ level: Double) -> Point {
    let corner = side / 2
    let isAlongRow = side % 2 == 0
    let a = values[corner]
    let b = values[corner + (isAlongRow ? 1 : columns)]
    let t: Double
    if a.isFinite, b.isFinite {
      t = min(1, max(0, (level - a) / (b - a)))
    } else {
      t = a.isFinite ? 0 : b.isFinite ? 1 : 0.5
    }
    let x = Double(corner % columns)
    let y = Double(corner / columns)
    return isAlongRow ? Point(x: x + t, y: y) : Point(x: x, y: y + t)
  }
}
