import DescentLayers
import DescentOptimizers
import DescentTensor

extension Trainer {
  /// Whether a model can learn one batch by heart: the first thing to try where nothing is learned.
  ///
  /// If it cannot, more data will not help: the rate is wrong, a target does not belong to its input,
  /// gradients do not reach the weights, or the model is too small. Trainer, model and context are not
  /// changed, and observers are not asked.
  ///
  /// - Parameters:
  ///   - model: From where.
  ///   - batch: What is to be learned.
  ///   - steps: After how many updates to give up.
  ///   - target: The loss below which it counts as learned.
  ///   - context: Where layers draw their random numbers.
  /// - Returns: The losses before each update, up to the first below the target.
  /// - Throws: ``TrainingError`` as ``step(_:on:in:)``.
  public func overfit(
    _ model: Model, on batch: Batch, steps: Int = 1000, below target: Double, in context: Context
  ) throws(TrainingError) -> OverfitReport {
    var (trainer, model, context) = (self, model, context)
    (trainer.observers, trainer.state, trainer.average) = ([], OptimizerState(), nil)
    var losses: [Double] = []
    for _ in 0..<steps {
      let loss = try trainer.step(&model, on: batch, in: &context).report.loss
      losses.append(loss)
      if loss < target { return OverfitReport(losses: losses, isLearned: true) }
    }
    return OverfitReport(losses: losses, isLearned: false)
  }
}

/// What came of learning one batch by heart.
public struct OverfitReport: Sendable, Hashable {
  /// The loss before each update.
  public let losses: [Double]
  /// Whether the last of them is below the target.
  public let isLearned: Bool
}
