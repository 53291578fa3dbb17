/// The heights of a figure's rows.
struct FigureRows {
  /// The sizes of the legends that stand above their panels.
  private(set) var legends: [Int: (width: Double, height: Double)] = [:]
  /// Of the whole figure.
  let height: Double
  private let columns: Int
  private var tops: [Double] = []
  private var plotHeights: [Double] = []

  private static let gap = 6.0

  init(_ figure: Figure, columns: Int, cellWidth: Double, legendsAbove: Set<Int>) {
    self.columns = columns
    let count = (figure.panels.count + columns - 1) / columns
    // What stands above and below the axes of each row, and its share.
    var above = Array(repeating: 0.0, count: count)
    var below = above
    var weights = above
    for (index, panel) in figure.panels.enumerated() {
      let row = index / columns
      var top = panel.title.isEmpty ? 8.0 : 24
      if legendsAbove.contains(index), panel.legend != .none {
        // From the axes to the end of the cell, over a colour bar; labels on
        // the left seldom take more than this, and the gap takes the rest.
        let width = max(80, cellWidth - 75)
        let taken = Legend(of: panel, theme: figure.theme).heightAbove(width: width)
        if taken > 0 {
          legends[index] = (width, taken)
          top += taken + 4
        }
      }
      let namesX = figure.namesX(index, columns: columns)
      above[row] = max(above[row], top)
      below[row] = max(below[row], namesX ? (panel.x.label.isEmpty ? 22 : 40) : 9)
      weights[row] = max(weights[row], panel.weight)
    }
    let head =
      FigureLayout.margin + (figure.title.isEmpty ? 0 : 26) + (figure.subtitle.isEmpty ? 0 : 18)
    let fixed =
      head + FigureLayout.margin + above.reduce(0, +) + below.reduce(0, +)
      + FigureRows.gap * Double(max(0, count - 1))
    let total = weights.reduce(0, +)
    let unit =
      figure.height.map { max(30, ($0 - fixed) / max(total, 1e-9)) }
      ?? (columns == 1 ? 210 : min(330, cellWidth * 0.74))
    height = max(figure.height ?? 0, fixed + total * unit)
    var y = head
    for row in 0..<count {
      tops.append(y + above[row])
      plotHeights.append(weights[row] * unit)
      y += above[row] + plotHeights[row] + below[row] + FigureRows.gap
    }
  }

  /// Where a panel's axes begin.
  func top(ofPanel index: Int) -> Double { tops[index / columns] }

  /// How high its axes are.
  func plotHeight(ofPanel index: Int) -> Double { plotHeights[index / columns] }
}

extension Figure {
  /// Whether a panel names its horizontal axis, or leaves it to one below.
  func namesX(_ index: Int, columns: Int) -> Bool {
    !sharesX || index + columns >= panels.count
  }
}
