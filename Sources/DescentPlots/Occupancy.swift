/// A coarse map of where a panel has ink, by which text finds a free place.
struct Occupancy: Sendable {
  private static let cell = 5.0
  private let columns: Int
  private let rows: Int
  private let width: Double
  private let height: Double
  private var cells: [Double]

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
    columns = max(1, Int((width / Occupancy.cell).rounded(.up)))
    rows = max(1, Int((height / Occupancy.cell).rounded(.up)))
    cells = Array(repeating: 0, count: columns * rows)
  }

  /// Marks a polyline.
  mutating func mark(_ points: [Point], weight: Double = 1) {
    guard var last = points.first else { return }
    mark(last, weight: weight)
    for point in points.dropFirst() {
      let length = max(abs(point.x - last.x), abs(point.y - last.y))
      let steps = min(2000, Int(length / Occupancy.cell) + 1)
      for k in 1...steps {
        let t = Double(k) / Double(steps)
        mark(
          Point(x: last.x + t * (point.x - last.x), y: last.y + t * (point.y - last.y)),
          weight: weight)
      }
      last = point
    }
  }

  private mutating func mark(_ point: Point, weight: Double) {
    guard point.x >= 0, point.y >= 0, point.x < width, point.y < height else { return }
    let index = Int(point.y / Occupancy.cell) * columns + Int(point.x / Occupancy.cell)
    cells[index] = max(cells[index], weight)
  }

  /// Marks a box that nothing else should cover.
  mutating func reserve(_ box: Box, weight: Double = 20) {
    for index in indices(of: box) { cells[index] = max(cells[index], weight) }
  }

  /// How much ink a box would cover; far more if it leaves the panel.
  func cost(_ box: Box) -> Double {
    var sum = 0.0
    for index in indices(of: box) { sum += cells[index] }
    let outside =
      max(0, -box.x) + max(0, -box.y) + max(0, box.maxX - width) + max(0, box.maxY - height)
    return sum + outside * 40
  }

  private func indices(of box: Box) -> [Int] {
    let left = max(0, Int(box.x / Occupancy.cell))
    let right = min(columns - 1, Int(box.maxX / Occupancy.cell))
    let top = max(0, Int(box.y / Occupancy.cell))
    let bottom = min(rows - 1, Int(box.maxY / Occupancy.cell))
    guard left <= right, top <= bottom else { return [] }
    return (top...bottom).flatMap { row in (left...right).map { row * columns + $0 } }
  }
}
