import DescentTraining

/// Metrics by their names, in the order in which they are printed.
struct TrainScores {
  let values: [(name: String, value: Double)]
  /// Which classes were taken for which; nil for numbers.
  let confusion: ConfusionMatrix?

  init(_ metrics: RegressionMetrics) {
    values = [("rmse", metrics.rmse), ("mae", metrics.mae), ("r2", metrics.r2)]
    confusion = nil
  }

  init(_ metrics: ClassificationMetrics) {
    values =
      [("accuracy", metrics.accuracy), ("log_loss", metrics.logLoss)]
      + (metrics.auc.map { [("auc", $0)] } ?? []) + [("f1", metrics.f1)]
    confusion = metrics.confusion
  }

  subscript(_ name: String) -> Double { values.first { $0.name == name }?.value ?? .nan }

  var json: JSON {
    .object(values.map { JSON.Member(name: $0.name, value: .number($0.value)) })
  }

  /// What is known of each class, and which were taken for which; nothing for numbers.
  ///
  /// - Parameter classes: Their names.
  /// - Returns: `classes`, in their order, and `confusion`, whose row is the true class.
  func members(of classes: [String]) -> [JSON.Member] {
    guard let confusion else { return [] }
    func share(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }
    let each = classes.enumerated().map { c, name -> JSON in
      [
        "class": .string(name), "rows": .integer(confusion.members(of: c)),
        "predicted": .integer(confusion.claims(of: c)),
        "precision": share(confusion.precision(of: c)), "recall": share(confusion.recall(of: c)),
        "f1": share(confusion.f1(of: c)),
      ]
    }
    return [
      .init(name: "classes", value: .array(each)),
      .init(
        name: "confusion",
        value: .array(confusion.counts.map { .array($0.map(JSON.integer)) })),
    ]
  }
}
