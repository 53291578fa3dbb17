import DescentData

/// What there is to say of some predictions besides themselves.
struct PredictionSummary {
  /// How many rows the data have.
  var rows = 0
  /// How many have a prediction.
  var predicted = 0
  /// Cells without a value in columns that the model needs.
  var missing: [TrainDataFacts.Count] = []
  /// Cells with a word that no training row had.
  var unseen: [TrainDataFacts.Count] = []
  /// The comparison with the target; nil where the data have none.
  var score: PredictionScore?

  /// What a person should know, a line each.
  func notes(_ run: TrainedRun, path: String) -> [String] {
    var notes: [String] = []
    if predicted < rows {
      notes.append(
        "\(path): \(counted(rows - predicted, "row")) of \(rows) without a prediction, for want of a "
          + "value (\(missing.words)), as --missing drop of the run has it")
    } else if !missing.isEmpty {
      notes.append(
        "\(path): \(counted(missing.total, "cell")) without a value (\(missing.words)): a number is "
          + "taken for the training rows' mean, a word for none of the categories")
    }
    if !unseen.isEmpty {
      notes.append(
        "\(path): \(counted(unseen.total, "cell")) with a word that no training row had "
          + "(\(unseen.words)): taken for none of the categories")
    }
    guard let score else { return notes }
    if let unknown = score.unknown {
      let kind = run.classes.isEmpty ? "is no number" : "is none of the classes"
      notes.append(
        "\(path): \(run.targetLabel) \(kind) in \(counted(unknown.count, "row")), the first on line "
          + "\(unknown.line): \"\(unknown.first.prefix(40))\"; not compared")
    }
    if let scores = score.scores {
      let values = scores.values.map { "\($0.name) \(NumberText.short($0.value))" }
      notes.append(
        "\(counted(score.count, "row")) with \(run.targetLabel): "
          + values.joined(separator: ", "))
    }
    return notes
  }

  /// The document of `--json`.
  func json(_ run: TrainedRun, data: String, out: String?, predictions: [JSON]?) -> JSON {
    let known: JSON = [
      "run": .string(run.folder), "data": .string(data), "task": .string(run.target.task.rawValue),
      "target": .string(run.target.name), "rows": .integer(rows), "predicted": .integer(predicted),
      "missing_cells": missing.json, "unseen_categories": unseen.json,
    ]
    guard case .object(var members) = known else { return known }
    if let score {
      members.append(.init(name: "compared", value: .integer(score.count)))
      if let scores = score.scores {
        members.append(.init(name: "metrics", value: scores.json))
        members += scores.members(of: run.classes)
      }
    } else if !run.classes.isEmpty {
      let names = run.classes.map { name -> JSON in ["class": .string(name)] }
      members.append(.init(name: "classes", value: .array(names)))
    }
    if let out { members.append(.init(name: "out", value: .string(out))) }
    if let predictions { members.append(.init(name: "predictions", value: .array(predictions))) }
    return .object(members)
  }
}
