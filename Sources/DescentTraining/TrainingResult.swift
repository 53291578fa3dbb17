import DescentTensor

/// What a training run came to.
public struct TrainingResult<Model: Module>: Sendable {
  /// Every pass that was finished.
  public private(set) var epochs: [EpochReport] = []
  /// The pass after which the loss was lowest; 0 if none was finished with a loss that is a number.
  public private(set) var bestEpoch = 0
  /// Its loss: on the validation data where there are any.
  public private(set) var bestLoss = Double.infinity
  /// The model as it was then; before any, as it was when the run began.
  public private(set) var bestModel: Model
  /// Why an observer ended the run; nil if it went to its end.
  public internal(set) var stopReason: String?
  /// The models as they were after every so many updates: ``Trainer/snapshotInterval``.
  public internal(set) var snapshots: [Model] = []

  init(_ model: Model) { bestModel = model }

  /// A run that is gone on with.
  init(
    epochs: [EpochReport], bestEpoch: Int, bestLoss: Double, bestModel: Model, snapshots: [Model]
  ) {
    self.epochs = epochs
    self.bestEpoch = bestEpoch
    self.bestLoss = bestLoss
    self.bestModel = bestModel
    self.snapshots = snapshots
  }

  mutating func add(_ report: EpochReport, _ model: Model) {
    epochs.append(report)
    guard report.isBest else { return }
    (bestEpoch, bestLoss, bestModel) = (report.epoch, report.loss, model)
  }
}
