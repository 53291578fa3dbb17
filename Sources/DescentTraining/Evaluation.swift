/// What a model is worth on data that it does not learn from.
public struct Evaluation: Sendable, Hashable {
  /// What decides which pass was best: the lower the better.
  public let loss: Double
  /// What else is worth knowing, in the order in which it is shown.
  public let metrics: [Metric]

  /// A loss, with what else was measured.
  ///
  /// - Parameters:
  ///   - loss: What decides which pass was best: the lower the better.
  ///   - metrics: What else is worth knowing, in the order in which it is shown.
  public init(loss: Double, metrics: [Metric] = []) {
    self.loss = loss
    self.metrics = metrics
  }
}

/// A number by its name.
public struct Metric: Sendable, Hashable, Codable {
  /// Its name, as in `accuracy`.
  public let name: String
  /// The number.
  public let value: Double

  /// A number by its name.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}
