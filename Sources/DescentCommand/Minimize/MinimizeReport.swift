import DescentLab
import DescentOptimizers

/// A minimization as JSON, and as a table with a sentence about how it went.
enum MinimizeReport {
  static func json(_ run: MinimizeRun) -> JSON {
    let optimizer = run.request.optimizer
    let trace = run.records.map { record in
      [
        "step": .integer(record.step), "loss": .number(record.loss), "lr": .number(record.rate),
        "w": .numbers(record.point),
      ] as JSON
    }
    return [
      "optimizer": .string(optimizer.name),
      "options": .object(
        optimizer.resolvedOptions.map { JSON.Member(name: $0.name, value: $0.value.json) }),
      "problem": .string(run.request.objective.name),
      "dtype": .string(run.request.dtype.description),
      "trace": .array(trace),
      "final": [
        "loss": .number(run.value), "w": .numbers(run.point),
        "gradient_norm": .number(run.gradientNorm), "evaluations": .integer(run.evaluations),
      ],
      "seconds": .number(run.seconds),
    ]
  }

  static func text(_ run: MinimizeRun) -> String {
    let optimizer = run.request.optimizer
    let options = optimizer.resolvedOptions
      .map { "\($0.name) \(plain($0.value))" }.joined(separator: ", ")
    var lines = ["\(optimizer.name) (\(options))"]
    if let known = run.request.objective.known {
      lines.append("on \(known.name): \(known.formula)")
    } else {
      lines.append("on \(run.request.objective.name)")
    }
    lines.append("")
    var rows = [["step", "loss before", "w after"]]
    for record in run.records {
      rows.append([
        "\(record.step)", NumberText.short(record.loss, digits: 6),
        NumberText.point(record.point, digits: 6),
      ])
    }
    rows.append([
      "end", NumberText.short(run.value, digits: 6), NumberText.point(run.point, digits: 6),
    ])
    let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      lines.append(left(row[0], widths[0]) + "  " + left(row[1], widths[1]) + "  " + row[2])
    }
    return (lines + ["", MinimizeVerdict.sentence(on: run)]).joined(separator: "\n")
  }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func plain(_ value: OptionValue) -> String {
    switch value {
    case .number(let number): NumberText.short(number, digits: 6)
    case .numbers(let numbers): NumberText.point(numbers, digits: 6)
    default: value.description
    }
  }
}
