import DescentData
import DescentOptimizers
import DescentTraining

/// All that a training run needs, checked.
struct TrainConfiguration {
  static let defaultDropout = 0.1
  static let defaultEpochs = 200
  static let defaultBatchSize = 32
  static let defaultPatience = 25
  /// More than a run can have.
  static let greatestSteps: Int64 = 1 << 53

  /// A table, or a folder of images.
  var data: String
  /// The column; nothing for images.
  var target: String
  /// What learns.
  var model = TrainModelKind.mlp
  /// The share of the training rows that says when to stop; 0 for none.
  var validation = HoldOut.validationShare
  var optimizer: any ConfigurableOptimizer
  /// Nil for a rate that stays.
  var schedule: ScheduleSpecification?
  var hasHeader = true
  var missing = TrainMissing.refuse
  /// Nil where the target's values say it.
  var task: TableTask?
  /// Nil where every row counts alike.
  var classWeights: TrainClassWeights?
  var hidden = [64, 64]
  var activation = TrainActivation.relu
  var dropout = TrainConfiguration.defaultDropout
  var epochs = TrainConfiguration.defaultEpochs
  var batchSize = TrainConfiguration.defaultBatchSize
  /// 0 for no early stopping.
  var patience = TrainConfiguration.defaultPatience
  var seed: UInt64 = 0
  /// Nil for `runs/FILE-SEED`.
  var out: String?
  var checkpointEvery = TrainCheckpointInterval.default
  /// How many batches make an update.
  var accumulate = 1
  var clip: TrainClip?
  var average: TrainAverage?
  /// Of every step; in the run folder's logs.
  var logs: [TrainLog] = []

  /// Whether the data are images, which lie in a folder.
  private(set) var isOfImages = false

  /// Takes the data for images, whose defaults are a convolutional network, few passes, and no rows
  /// held out, since the test has files of its own.
  mutating func useImages() {
    isOfImages = true
    (model, hidden, dropout) = (.cnn, [64], 0)
    (epochs, batchSize, validation, patience) = (10, 64, 0, 0)
  }

  init(data: String, target: String, optimizer: any ConfigurableOptimizer) {
    self.data = data
    self.target = target
    self.optimizer = optimizer
  }
}

/// What learns, in the words of `--model`.
enum TrainModelKind: String, CaseIterable {
  /// A multilayer perceptron.
  case mlp
  /// A convolutional network with two residual blocks.
  case cnn
}

/// What happens to missing values, in the words of `--missing`.
enum TrainMissing: String, CaseIterable {
  case refuse, mean, drop

  var rule: TableOptions.MissingValues {
    switch self {
    case .refuse: .refuse
    // The encoder puts the mean where a number is missing.
    case .mean: .keep
    case .drop: .dropRows
    }
  }
}
