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
}
