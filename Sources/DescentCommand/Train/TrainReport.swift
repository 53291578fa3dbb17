/// What a training run prints and writes.
enum TrainReport {
  /// The document of `--json`.
  static func json(_ run: TrainRun) -> JSON {
    guard case .object(var members) = result(run) else { return result(run) }
    members.append(.init(name: "run", value: .string(run.folder)))
    members.append(.init(name: "seconds", value: .number((run.seconds * 1000).rounded() / 1000)))
    return .object(members)
  }

  /// The part of it that the seed decides.
  static func result(_ run: TrainRun) -> JSON {
    let known: JSON = [
      "task": .string(run.target.task.rawValue),
      "target": .string(run.target.name),
      "rows": [
        "train": .integer(run.rows.training.count),
        "validation": .integer(run.rows.validation.count), "test": .integer(run.rows.test.count),
      ],
      "parameters": .integer(run.parameterCount),
      "epochs": .integer(run.epochs.count),
      "best_epoch": .integer(run.bestEpoch),
      "test": run.test.json,
      "baseline": run.baseline.json,
    ]
    guard case .object(var members) = known else { return known }
    if let facts = run.facts { members.append(.init(name: "data", value: facts.json)) }
    guard case .classes(let classes) = run.target.encoding else { return .object(members) }
    if case .classification(_, let weights?) = run.task {
      let pairs = zip(classes, weights).map { JSON.Member(name: $0, value: .number($1)) }
      members.append(.init(name: "class_weights", value: .object(pairs)))
    }
    return .object(members + run.test.members(of: classes))
  }

  /// One line for each epoch.
  static func metrics(_ run: TrainRun) -> String {
    var text =
      "epoch,step,train_loss,validation_loss,validation_\(run.task.followed),learning_rate,"
      + "gradient_norm\n"
    for (index, report) in run.epochs.enumerated() {
      let loss = report.validationLoss.map { "\($0)" } ?? ""
      let metric = run.followed.isEmpty ? "" : "\(run.followed[index])"
      text += "\(report.epoch),\(report.step),\(report.trainingLoss),\(loss),\(metric),"
      text += "\(report.learningRate),\(report.gradientNorm)\n"
    }
    return text
  }

  /// A table and a sentence.
  static func text(_ run: TrainRun) -> String {
    let rows = run.test.values.map { name, value in
      [name, NumberText.short(value), NumberText.short(run.baseline[name])]
    }
    let table = [["", "model", "baseline"]] + rows
    let widths = (0..<3).map { k in table.map { $0[k].count }.max() ?? 0 }
    let lines = table.map { row in
      func pad(_ k: Int) -> String { String(repeating: " ", count: widths[k] - row[k].count) }
      return "  " + row[0] + pad(0) + "   " + pad(1) + row[1] + "   " + pad(2) + row[2]
    }
    return (lines + ["", sentence(run), how(run)]).joined(separator: "\n")
  }

  /// What the comparison says, and no more.
  static func sentence(_ run: TrainRun) -> String {
    let target = run.targetLabel
    let count = run.test.values.isEmpty ? 0 : run.rows.test.count
    let unseen = "\(count) row\(count == 1 ? "" : "s") it has not seen"
    func short(_ x: Double) -> String { NumberText.short(x, digits: 3) }
    switch run.task {
    case .regression:
      let (rmse, guess) = (run.test["rmse"], run.baseline["rmse"])
      if rmse < guess {
        return "On \(unseen) the model is off by \(short(rmse)) (root mean square) in "
          + "\(target), and the training rows' mean by \(short(guess))."
      }
      return "On \(unseen) the model is no better than the training rows' mean: it is off by "
        + "\(short(rmse)) (root mean square) in \(target), the mean by \(short(guess))."
    case .classification:
      func right(_ share: Double) -> String {
        "\(Int((share * Double(count)).rounded())) of \(count)"
      }
      let (accuracy, guess) = (run.test["accuracy"], run.baseline["accuracy"])
      let verdict = accuracy > guess ? "" : "no better than the commonest class: "
      return "On \(unseen) the model is \(verdict)right about \(target) in \(right(accuracy)), "
        + "and the commonest class in \(right(guess))."
    }
  }

  private static func how(_ run: TrainRun) -> String {
    let count = run.epochs.count
    let end = run.stopReason.map { " (\($0))" } ?? ""
    return "\(run.parameterCount) parameters, \(count) epoch\(count == 1 ? "" : "s")\(end), the "
      + "weights of epoch \(run.bestEpoch); \(NumberText.short(run.seconds, digits: 2)) s; "
      + "\(run.folder)"
  }
}
