import DescentOptimizers

/// What is known of one step.
public struct StepReport: Sendable, Hashable {
  /// How many updates came before this one; the first is 0.
  public let step: Int64
  /// The loss before the update.
  public let loss: Double
  /// The Euclidean norm of the gradient over all parameters.
  public let gradientNorm: Double
  /// The learning rate of the update.
  public let learningRate: Double
  /// What the update did to each parameter; nil before the update, and where none was asked for:
  /// ``Trainer/telemetryInterval``.
  public internal(set) var telemetry: Telemetry?

  /// Describes one step.
  ///
  /// - Parameters:
  ///   - step: How many updates came before this one; the first is 0.
  ///   - loss: The loss before the update.
  ///   - gradientNorm: The Euclidean norm of the gradient over all parameters.
  ///   - learningRate: The learning rate of the update.
  public init(step: Int64, loss: Double, gradientNorm: Double, learningRate: Double) {
    self.step = step
    self.loss = loss
    self.gradientNorm = gradientNorm
    self.learningRate = learningRate
  }
}
