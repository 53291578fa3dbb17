/// The `d` of an SVG path, kept short: tenths of a pixel, relative moves.
///
/// Every point is rounded first and differenced second, so errors do not add
/// up along the path.
struct PathData {
  private(set) var text = ""
  private var last: (x: Int, y: Int)?
  private var wroteNumber = false

  var isEmpty: Bool { text.isEmpty }

  /// Appends a polyline, closed if asked.
  mutating func add(_ points: [Point], closed: Bool = false) {
    var first = true
    for point in points {
      let x = Int((point.x * 10).rounded())
      let y = Int((point.y * 10).rounded())
      if first {
        text += "M"
        wroteNumber = false
        write(x)
        write(y)
        text += "l"
        wroteNumber = false
        first = false
      } else if let last, last.x != x || last.y != y {
        write(x - last.x)
        write(y - last.y)
      }
      last = (x, y)
    }
    // A line that never moved still shows: a round cap needs a segment.
    if !first, !wroteNumber { text += "0 0" }
    if closed, !first { text += "z" }
  }

  private mutating func write(_ tenths: Int) {
    if wroteNumber, tenths >= 0 { text += " " }
    if tenths < 0 { text += "-" }
    let whole = tenths.magnitude / 10
    let rest = tenths.magnitude % 10
    if whole > 0 || rest == 0 { text += "\(whole)" }
    if rest > 0 { text += ".\(rest)" }
    wroteNumber = true
  }
}
