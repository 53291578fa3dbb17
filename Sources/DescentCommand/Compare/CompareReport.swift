import DescentOptimizers

/// A comparison as JSON and as a table.
enum CompareReport {
  static func json(_ comparison: Comparison) -> JSON {
    let request = comparison.request
    let runs = comparison.contestants.map { contestant in
      let optimizer = contestant.entry.optimizer
      return [
        "label": .string(contestant.entry.label), "optimizer": .string(optimizer.name),
        "options": .object(
          optimizer.resolvedOptions.map { JSON.Member(name: $0.name, value: $0.value.json) }),
        "best": .number(contestant.best), "median": .number(contestant.median),
        "diverged": .integer(contestant.divergences),
        "reached": request.target == nil ? nil : .integer(contestant.reached),
        "median_steps_to_target": request.target == nil
          ? nil : .number(contestant.medianUpdates),
        "final": .numbers(contestant.ends),
        "steps_to_target": .array(
          contestant.updatesToTarget.map { $0.map(JSON.integer) ?? .null }),
      ] as JSON
    }
    return [
      "problem": .string(request.objective.name), "dtype": .string(request.dtype.description),
      "steps": .integer(request.steps), "seeds": .integer(request.starts.count),
      "target": request.target.map(JSON.number) ?? nil,
      "starts": .array(request.starts.map { .numbers($0) }), "runs": .array(runs),
      "seconds": .number(comparison.seconds),
    ]
  }

  static func text(_ comparison: Comparison) -> String {
    let request = comparison.request
    let count = request.starts.count
    let starts = count == 1 ? "1 start" : "\(count) starts"
    var rows = [["", "best", "median"]]
    if request.target != nil { rows[0] += ["reached", "updates to target"] }
    for contestant in comparison.contestants {
      var row = [
        contestant.entry.label, end(contestant.best), end(contestant.median),
      ]
      if request.target != nil {
        let updates = contestant.medianUpdates
        row += [
          "\(contestant.reached) of \(count)",
          updates.isFinite ? NumberText.short(updates) : "—",
        ]
      }
      rows.append(row)
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = [
      "\(request.objective.name), \(request.steps) updates from \(starts), the first "
        + NumberText.point(request.starts[0]), "",
    ]
    for row in rows {
      let cells = row.indices.map { column in
        let room = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + room : room + row[column]
      }
      lines.append(cells.joined(separator: "  "))
    }
    lines.append("")
    lines.append("best and median are of the values after the last update, over the starts.")
    if let target = request.target {
      lines.append(
        "The target is \(NumberText.short(target)); updates to it are the median, where a start "
          + "that never gets there counts as infinite (—).")
    }
    return lines.joined(separator: "\n")
  }

  private static func end(_ value: Double) -> String {
    value.isFinite ? NumberText.short(value) : "diverged"
  }
}
