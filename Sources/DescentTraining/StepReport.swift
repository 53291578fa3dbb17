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
  /// What each of several losses has to do with the step; empty where it was not measured:
  /// ``Trainer/headInterval``.
  public let heads: [HeadReport]

  /// Describes one step.
  ///
  /// - Parameters:
  ///   - step: How many updates came before this one; the first is 0.
  ///   - loss: The loss before the update.
  ///   - gradientNorm: The Euclidean norm of the gradient over all parameters.
  ///   - learningRate: The learning rate of the update.
  ///   - heads: What each of several losses has to do with the step.
  public init(
    step: Int64, loss: Double, gradientNorm: Double, learningRate: Double, heads: [HeadReport] = []
  ) {
    self.step = step
    self.loss = loss
    self.gradientNorm = gradientNorm
    self.learningRate = learningRate
    self.heads = heads
  }
}
