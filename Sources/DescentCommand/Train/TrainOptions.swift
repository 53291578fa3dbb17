import ArgumentParser
import DescentTraining

/// What a training run is, but for its data, its optimizer and its seed.
struct TrainOptions: ParsableArguments {
  @Flag(name: .customLong("no-header"), help: "The first line holds data, not names.")
  var noHeader = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Missing values: refuse them, put the mean, or drop their rows. (default: refuse)",
      valueName: "refuse|mean|drop"))
  var missing: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What to learn; the target's values say it otherwise.",
      valueName: "regression|classification"))
  var task: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How much the rows of a class count in the loss: balanced lets every class count alike. "
        + "(default: all rows count alike)", valueName: "balanced|class=weight,…"))
  var classWeights: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A multilayer perceptron or a convolutional network. (default: mlp; cnn for images)",
      valueName: "mlp|cnn"))
  var model: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The widths of the hidden layers; none for a linear model. (default: 64,64; 64 for images)",
      valueName: "widths"))
  var hidden: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What follows each hidden layer. (default: relu)", valueName: "relu|tanh|sigmoid"))
  var activation: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The probability that a hidden unit is dropped. "
        + "(default: \(TrainConfiguration.defaultDropout); 0 for images)", valueName: "p"))
  var dropout: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How the learning rate goes from step to step, as in cosine or linear:0.1@100cosine; descent "
        + "help schedule says more. plateau follows the validation loss.", valueName: "spec"))
  var schedule: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most passes over the training rows. (default: \(TrainConfiguration.defaultEpochs); "
        + "10 for images)",
      valueName: "n"))
  var epochs: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many rows make a step. (default: \(TrainConfiguration.defaultBatchSize); "
        + "64 for images)",
      valueName: "n"))
  var batchSize: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many epochs to wait for a better validation loss; 0 waits for ever. "
        + "(default: \(TrainConfiguration.defaultPatience))", valueName: "n"))
  var patience: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The share of the training rows that is held out to stop by; with 0 the last epoch's weights "
        + "are kept. (default: \(HoldOut.validationShare); 0 for images)", valueName: "share"))
  var validation: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many batches make an update. (default: 1)", valueName: "n"))
  var accumulate: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The greatest norm of the gradient; value:N for each of its numbers, average-norm:N for each "
        + "tensor's norm by its size.", valueName: "bound"))
  var clip: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "An average of the weights to validate and to keep.", valueName: "ema|ema:decay|swa"))
  var average: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A YAML file that says all this; what stands beside it takes its place.", valueName: "file"))
  var config: String?

  /// What the file says, with the options on top.
  func settings() throws(CommandError) -> TrainSettings {
    var settings =
      try config.map { (path) throws(CommandError) in
        try TrainSettings(readingFile: path)
      } ?? TrainSettings()
    for (key, name, text) in given {
      if let text { settings.set(key, to: text, source: name) }
    }
    return settings
  }

  /// What was said of a training run, by the options' names.
  var given: [(TrainKey, String, String?)] {
    [
      (.header, "--no-header", noHeader ? "false" : nil), (.missing, "--missing", missing),
      (.task, "--task", task), (.classWeights, "--class-weights", classWeights),
      (.model, "--model", model), (.hidden, "--hidden", hidden),
      (.activation, "--activation", activation), (.dropout, "--dropout", dropout),
      (.schedule, "--schedule", schedule), (.epochs, "--epochs", epochs),
      (.batchSize, "--batch-size", batchSize), (.patience, "--patience", patience),
      (.validation, "--validation", validation), (.accumulate, "--accumulate", accumulate),
      (.clip, "--clip", clip), (.average, "--average", average),
    ]
  }

  /// The first option that makes no sense where nothing is trained; a schedule always does.
  var firstGiven: String? {
    given.first { $0.0 != .schedule && $0.2 != nil }?.1 ?? config.map { _ in "--config" }
  }
}
