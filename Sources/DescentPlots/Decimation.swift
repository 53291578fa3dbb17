/// Thins a long polyline to what its pixels can show.
///
/// A 40,000-point curve on a 700-pixel panel has dozens of points in each
/// pixel column. Taking every n-th would lose spikes, and spikes are what one
/// looks for in a loss curve; averaging would flatten them. Each run of
/// neighbours within one column is replaced by its first, lowest, highest and
/// last point, in their own order, which leaves the drawn pixels as they were:
/// the "M4" of U. Jugel, Z. Jerzak, G. Hackenbroich and V. Markl, PVLDB 7(10),
/// 797-808 (2014).
enum Decimation {
  /// Thins `points`, which are in pixels.
  static func perPixelColumn(_ points: [Point]) -> [Point] {
    guard points.count > 4 else { return points }
    var result: [Point] = []
    var start = 0
    while start < points.count {
      let column = points[start].x.rounded(.down)
      var end = start
      var low = start
      var high = start
      while end < points.count, points[end].x.rounded(.down) == column {
        if points[end].y < points[low].y { low = end }
        if points[end].y > points[high].y { high = end }
        end += 1
      }
      var kept = -1
      for index in [start, min(low, high), max(low, high), end - 1] where index > kept {
        result.append(points[index])
        kept = index
      }
      start = end
    }
    return result
  }

  /// Leaves out points that the line through those that stay passes within `tolerance` of.
  ///
  /// A contour crosses every line of its grid, most of which it could have gone straight through:
  /// U. Ramer (1972), D. Douglas and T. Peucker (1973), with the halves on a stack. Of a closed line
  /// the first point stays.
  static func straightened(_ points: [Point], tolerance: Double) -> [Point] {
    guard points.count > 2 else { return points }
    var stays = Array(repeating: false, count: points.count)
    stays[0] = true
    stays[points.count - 1] = true
    var stretches = [(0, points.count - 1)]
    while let (start, end) = stretches.popLast() {
      var farthest = (index: start, distance: tolerance)
      for index in start + 1..<max(end, start + 1) {
        let distance = points[index].distance(toSegmentFrom: points[start], to: points[end])
        if distance > farthest.distance { farthest = (index, distance) }
      }
      guard farthest.index > start else { continue }
      stays[farthest.index] = true
      stretches.append((start, farthest.index))
      stretches.append((farthest.index, end))
    }
    return points.indices.filter { stays[$0] }.map { points[$0] }
  }
}

extension Point {
  /// How far it is from the nearest point of a segment, whose ends may be the same.
  fileprivate func distance(toSegmentFrom a: Point, to b: Point) -> Double {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = dx * dx + dy * dy
    let along = length > 0 ? min(1, max(0, ((x - a.x) * dx + (y - a.y) * dy) / length)) : 0
    let (ex, ey) = (x - a.x - along * dx, y - a.y - along * dy)
    return (ex * ex + ey * ey).squareRoot()
  }
}
