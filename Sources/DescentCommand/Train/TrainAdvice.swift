/// What to try next, where a number of the run supports it.
enum TrainAdvice {
  /// An option, and the number that speaks for it.
  typealias Item = (option: String, reason: String)

  static func items(_ run: TrainRun) -> [Item] {
    [length(run), rate(run), fit(run), balance(run), missing(run), unseen(run), judges(run)]
      .compactMap { $0 }
  }

  private static func short(_ value: Double) -> String { NumberText.short(value, digits: 3) }

  /// The run ended while the validation loss still fell.
  private static func length(_ run: TrainRun) -> Item? {
    let count = run.epochs.count
    guard count >= 2, run.stopReason == nil, run.bestEpoch == count,
      let last = run.epochs.last?.validationLoss,
      let before = run.epochs[max(0, count - 1 - max(1, count / 5))].validationLoss, last < before
    else { return nil }
    return (
      "--epochs \(2 * count)",
      "The validation loss still fell at the last epoch: \(short(last)), from \(short(before)) "
        + "\(max(1, count / 5)) epochs before."
    )
  }

  /// The best epoch was one of the first.
  private static func rate(_ run: TrainRun) -> Item? {
    guard run.bestEpoch <= 2, run.epochs.count >= 10, let first = run.epochs.first,
      first.validationLoss != nil, first.learningRate > 0
    else { return nil }
    return (
      "--lr \(short(first.learningRate / 4))",
      "The lowest validation loss was that of epoch \(run.bestEpoch) of \(run.epochs.count): the "
        + "steps may be too long from then on."
    )
  }

  /// The training loss is far below the validation loss, or the two are alike.
  private static func fit(_ run: TrainRun) -> Item? {
    guard run.epochs.count >= 10, let best = run.epochs.first(where: { $0.epoch == run.bestEpoch }),
      let last = run.epochs.last, let atBest = best.validationLoss, let atLast = last.validationLoss
    else { return nil }
    if last.trainingLoss < 0.6 * atLast, atLast > 1.1 * atBest {
      return (
        "--dropout \(run.configuration.dropout < 0.3 ? "0.3" : "0.5")",
        "At the end the training loss is \(short(last.trainingLoss)) and the validation loss "
          + "\(short(atLast)), \(short(atLast / atBest)) times its lowest: rows are learned by "
          + "heart. A smaller --hidden may do as well."
      )
    }
    guard run.stopReason != nil, best.trainingLoss > 0.9 * atBest, best.trainingLoss > 0.1,
      let widest = run.configuration.hidden.max()
    else { return nil }
    return (
      "--hidden \(2 * widest),\(2 * widest)",
      "Training and validation loss are alike at the best epoch, \(short(best.trainingLoss)) and "
        + "\(short(atBest)): nothing is learned by heart, and a wider network may learn more."
    )
  }

  /// A rare class is mostly missed.
  private static func balance(_ run: TrainRun) -> Item? {
    guard case .classes(let names) = run.target.encoding, let matrix = run.test.confusion,
      run.configuration.classWeights == nil
    else { return nil }
    let n = run.rows.test.count
    let missed = names.indices.filter { c in
      let members = matrix.members(of: c)
      return members >= 5 && members * names.count < n && (matrix.recall(of: c) ?? 1) < 0.5
    }
    guard let c = missed.min(by: { matrix.recall(of: $0) ?? 0 < matrix.recall(of: $1) ?? 0 }) else {
      return nil
    }
    return (
      "--class-weights balanced",
      "Of the \(matrix.members(of: c)) test rows of \(names[c]), "
        + "\(matrix.members(of: c) - matrix.counts[c][c]) are taken for others; the class has "
        + "\(short(100 * Double(matrix.members(of: c)) / Double(n))) % of the rows."
    )
  }

  /// Much was left out for want of a value.
  private static func missing(_ run: TrainRun) -> Item? {
    guard let facts = run.facts, facts.droppedRows > 0,
      20 * facts.droppedRows > facts.droppedRows + facts.rows
    else { return nil }
    return (
      "--missing mean",
      "\(facts.droppedRows) of \(facts.droppedRows + facts.rows) rows were left out for want of a "
        + "value (\(facts.missing.words)); most of what they say would count."
    )
  }

  /// Words come up that training rows lack.
  private static func unseen(_ run: TrainRun) -> Item? {
    guard let facts = run.facts, 50 * facts.unseenInTest.total > run.rows.test.count else {
      return nil
    }
    return (
      "more rows, or broader words",
      "\(facts.unseenInTest.total) cells of the \(run.rows.test.count) test rows hold a word that no "
        + "training row has (\(facts.unseenInTest.words)), of which the model knows nothing."
    )
  }

  /// Few rows judge.
  private static func judges(_ run: TrainRun) -> Item? {
    let n = run.rows.test.count
    guard n < 100, case .classification = run.task else { return nil }
    let accuracy = run.test["accuracy"]
    let error = (accuracy * (1 - accuracy) / Double(n)).squareRoot()
    guard error > 0.02 else { return nil }
    return (
      "more rows",
      "\(n) rows judge the model: the accuracy of \(short(accuracy)) is known to ±\(short(error)), one "
        + "standard error. Other seeds hold out other rows."
    )
  }
}
