/// What is known of one pass over the training data.
public struct EpochReport: Sendable, Hashable, Codable {
  /// The first is 1.
  public let epoch: Int
  /// How many updates there were up to its end.
  public let step: Int64
  /// The mean loss over the examples of the pass, each as it was when its batch came.
  public let trainingLoss: Double
  /// The loss on the validation data at the end; nil where there are none.
  public let validationLoss: Double?
  /// The mean of the gradients' norms over the batches.
  public let gradientNorm: Double
  /// The learning rate of the last update.
  public let learningRate: Double
  /// Whether its loss, on the validation data where there are any, is the lowest so far.
  public let isBest: Bool
  /// What else was measured on the validation data.
  public let metrics: [Metric]

  /// Describes one pass.
  ///
  /// - Parameters:
  ///   - epoch: The first is 1.
  ///   - step: How many updates there were up to its end.
  ///   - trainingLoss: The mean loss over the examples of the pass, each as it was when its batch came.
  ///   - validationLoss: The loss on the validation data at the end; nil where there are none.
  ///   - gradientNorm: The mean of the gradients' norms over the batches.
  ///   - learningRate: The learning rate of the last update.
  ///   - isBest: Whether its loss, on the validation data where there are any, is the lowest so far.
  ///   - metrics: What else was measured on the validation data.
  public init(
    epoch: Int, step: Int64, trainingLoss: Double, validationLoss: Double?, gradientNorm: Double,
    learningRate: Double, isBest: Bool, metrics: [Metric] = []
  ) {
    self.epoch = epoch
    self.step = step
    self.trainingLoss = trainingLoss
    self.validationLoss = validationLoss
    self.gradientNorm = gradientNorm
    self.learningRate = learningRate
    self.isBest = isBest
    self.metrics = metrics
  }

  /// The loss that counts: the validation loss where there is one.
  public var loss: Double { validationLoss ?? trainingLoss }

  /// A metric by its name; nil where it was not measured.
  public subscript(metric: String) -> Double? { metrics.first { $0.name == metric }?.value }
}
