/// The rates of a schedule as JSON, and as a table with a line of bars.
enum ScheduleReport {
  static func json(_ series: ScheduleSeries) -> JSON {
    [
      "schedule": .string(series.description),
      "lr": .numbers(series.rates),
      "momentum": series.momentum.map { .numbers($0) } ?? .null,
      "problems": .array(series.problems.map { .string($0) }),
    ]
  }

  /// More rows than a person reads.
  private static let greatestRows = 21

  static func text(_ series: ScheduleSeries) -> String {
    let rates = series.rates
    var lines = [series.description, "", bars(rates), ""]
    // The momentum is news where it moves.
    let momentum = series.momentum.flatMap { m in m.contains { $0 != m[0] } ? m : nil }
    var rows = [["step", "lr"] + (momentum == nil ? [] : ["momentum"])]
    for step in steps(of: series) {
      rows.append(
        ["\(step)", NumberText.short(rates[step], digits: 6)]
          + (momentum.map { [NumberText.short($0[step], digits: 6)] } ?? []))
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = zip(row, widths).map { text, width in
        String(repeating: " ", count: width - text.count) + text
      }
      lines.append(cells.joined(separator: "  "))
    }
    return lines.joined(separator: "\n")
  }

  /// Evenly chosen steps, the last, and those where the schedule changes course.
  private static func steps(of series: ScheduleSeries) -> [Int] {
    let count = series.rates.count
    let stride = max(1, (count + greatestRows - 1) / greatestRows)
    let marks = series.milestones.filter { $0 < count }.prefix(greatestRows)
    return Set(Swift.stride(from: 0, to: count, by: stride)).union(marks).union([count - 1])
      .sorted()
  }

  private static let blocks = Array("▁▂▃▄▅▆▇█")
  private static let width = 72

  /// One line of bars, from 0 to the greatest rate.
  private static func bars(_ rates: [Double]) -> String {
    let greatest = rates.filter(\.isFinite).max() ?? 0
    let columns = min(width, rates.count)
    return String(
      (0..<columns).map { column in
        let rate = rates[column * (rates.count - 1) / max(1, columns - 1)]
        guard rate.isFinite, greatest > 0 else { return rate.isFinite ? blocks[0] : "?" }
        return blocks[min(7, max(0, Int(rate / greatest * 7.999)))]
      })
  }
}
