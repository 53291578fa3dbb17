import DescentOptimizers

/// A comparison as JSON and as a table.
enum CompareReport {
  static func json(_ comparison: Comparison) -> JSON {
    let request = comparison.request
    return [
      "problem": .string(request.objective.name), "dtype": .string(request.dtype.description),
      "steps": .integer(request.steps), "seeds": .integer(request.starts.count),
      "target": request.target.map(JSON.number) ?? nil,
      "starts": .array(request.starts.map { .numbers($0) }),
      "runs": .array(comparison.contestants.map { json($0, hasTarget: request.target != nil) }),
      "seconds": .number(comparison.seconds),
    ]
  }

  static func json(_ comparison: TrainingComparison) -> JSON {
    let request = comparison.request
    let first = request.entries[0].configuration
    return [
      "problem": .string("\(comparison.targetLabel) of \(first.data)"), "dtype": "float32",
      "epochs": .integer(first.epochs), "seeds": .integer(request.seeds.count),
      "loss": .string(comparison.lossName),
      "target": comparison.target.map(JSON.number) ?? nil,
      "first_seed": .integer(Int(clamping: request.seeds[0])),
      "runs": .array(
        comparison.contestants.map { json($0, hasTarget: comparison.target != nil) }),
      "seconds": .number(comparison.seconds),
    ]
  }

  private static func json(_ contestant: Comparison.Contestant, hasTarget: Bool) -> JSON {
    let optimizer = contestant.entry.optimizer
    return [
      "label": .string(contestant.entry.label), "optimizer": .string(optimizer.name),
      "options": .object(
        optimizer.resolvedOptions.map { JSON.Member(name: $0.name, value: $0.value.json) }),
      "best": .number(contestant.best), "median": .number(contestant.median),
      "diverged": .integer(contestant.divergences),
      "reached": hasTarget ? .integer(contestant.reached) : nil,
      "median_steps_to_target": hasTarget ? .number(contestant.medianUpdates) : nil,
      "final": .numbers(contestant.ends),
      "steps_to_target": .array(
        contestant.updatesToTarget.map { $0.map(JSON.integer) ?? .null }),
    ]
  }

  static func text(_ comparison: Comparison) -> String {
    let request = comparison.request
    let count = request.starts.count
    let starts = count == 1 ? "1 start" : "\(count) starts"
    let head =
      "\(request.objective.name), \(request.steps) updates from \(starts), the first "
      + NumberText.point(request.starts[0])
    var notes = ["best and median are of the values after the last update, over the starts."]
    if let target = request.target {
      notes.append(
        "The target is \(NumberText.short(target)); updates to it are the median, where a start "
          + "that never gets there counts as infinite (—).")
    }
    return text(head, comparison.contestants, hasTarget: request.target != nil, notes)
  }

  static func text(_ comparison: TrainingComparison) -> String {
    let request = comparison.request
    let (first, count) = (request.entries[0].configuration, request.seeds.count)
    let seeds =
      count == 1 ? "seed \(request.seeds[0])" : "\(count) seeds from \(request.seeds[0])"
    let head = "\(comparison.targetLabel) of \(first.data), \(first.epochs) epochs with \(seeds)"
    var notes = [
      "best and median are of each run's lowest validation loss (\(comparison.lossName))."
    ]
    if let target = comparison.target {
      let reason = request.target == nil ? ", the least that all reach with most seeds" : ""
      notes.append(
        "The target is \(NumberText.short(target))\(reason); updates to it are the median, where a "
          + "run that never gets there counts as infinite (—).")
    }
    return text(head, comparison.contestants, hasTarget: comparison.target != nil, notes)
  }

  private static func text(
    _ head: String, _ contestants: [Comparison.Contestant], hasTarget: Bool, _ notes: [String]
  ) -> String {
    var rows = [["", "best", "median"] + (hasTarget ? ["reached", "updates to target"] : [])]
    for contestant in contestants {
      var row = [contestant.entry.label, end(contestant.best), end(contestant.median)]
      if hasTarget {
        let updates = contestant.medianUpdates
        row += [
          "\(contestant.reached) of \(contestant.ends.count)",
          updates.isFinite ? NumberText.short(updates) : "—",
        ]
      }
      rows.append(row)
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let table = rows.map { row in
      row.indices.map { column in
        let room = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + room : room + row[column]
      }.joined(separator: "  ")
    }
    return ([head, ""] + table + [""] + notes).joined(separator: "\n")
  }

  private static func end(_ value: Double) -> String {
    value.isFinite ? NumberText.short(value) : "diverged"
  }
}

extension TrainingComparison {
  /// The loss in words.
  var lossName: String {
    switch task {
    case .regression: "mean squared error, standardized"
    case .classification: "cross-entropy"
    case nil: "none was finite"
    }
  }
}
