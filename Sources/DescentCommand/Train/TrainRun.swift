import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import DescentTraining
import Foundation

/// One training run, from the file to the run folder.
struct TrainRun {
  let configuration: TrainConfiguration
  let target: TargetEncoding
  let task: TrainTask
  let rows: HoldOut
  let parameterCount: Int
  let epochs: [EpochReport]
  let bestEpoch: Int
  let stopReason: String?
  /// The followed metric on the validation rows after each epoch; empty if there are none.
  let followed: [Double]
  let test: TrainScores
  let baseline: TrainScores
  /// What there is to say of a table; nil for images.
  let facts: TrainDataFacts?
  /// What the kept model says of the test rows.
  let predictions: TrainPredictions
  /// By how many standard errors the model is better than the baseline's guess; nil where that cannot
  /// be said.
  let advantage: Double?
  let folder: String
  let seconds: Double

  /// The target as a sentence names it.
  var targetLabel: String {
    configuration.hasHeader ? target.name : "column \(target.name)"
  }

  /// What the baseline guesses, whatever the row.
  var baselineName: String {
    switch task {
    case .regression: "the mean of the training rows"
    case .classification: "the commonest class of the training rows"
    }
  }

  var isInterrupted: Bool { stopReason == TrainInterruption.reason }

  /// Trains, or goes on with the run of a folder.
  init(_ configuration: TrainConfiguration, resuming run: String? = nil, console: Console) throws {
    do {
      try self.init(
        configuration, rule: configuration.optimizer, resuming: run, console: console)
    } catch let error as DataError {
      throw CommandError(error.exitCode, error.description)
    } catch let error as CheckpointError {
      throw CommandError(error)
    } catch let error as TrainingError {
      switch error {
      case .data(let error): throw CommandError(error.exitCode, error.description)
      case .checkpoint(let error): throw CommandError(error)
      case .diverged, .gradientNotFinite:
        throw CommandError(
          CommandExit.found,
          "training diverged at \(error); a smaller --lr is the first thing to try")
      }
    }
  }

  private init(
    _ configuration: TrainConfiguration, rule: some ConfigurableOptimizer, resuming run: String?,
    console: Console
  ) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var made: RunFolder?
    do {
      let fit = try TrainFit(configuration, rule: rule, console: console) {
        let folder =
          try run.map(RunFolder.init(resuming:)) ?? RunFolder(configuration, console: console)
        made = folder
        return TrainSaving(configuration, run: folder)
      }
      let (data, task, result) = (fit.data, fit.task, fit.result)
      guard let folder = made, result.bestEpoch > 0 else {
        if result.stopReason == TrainInterruption.reason {
          let saved = configuration.checkpointEvery.interval != nil
          throw CommandError.interrupted(
            "interrupted in the first epoch; "
              + (saved
                ? TrainSaving.advice(made?.path ?? "", configuration) : "nothing was saved"))
        }
        throw CommandError(
          CommandExit.found, "training diverged: no epoch had a validation loss that is finite")
      }
      self.configuration = configuration
      self.task = task
      followed = fit.followed
      target = data.target
      rows = data.rows
      bestEpoch = fit.bestEpoch
      parameterCount = fit.kept.parameterCount
      epochs = result.epochs
      stopReason = result.stopReason
      let (outputs, targets) = (
        task.outputs(of: fit.kept, on: data.test), data.test.targets.doubles
      )
      test = task.judge(outputs, targets: targets).scores
      predictions = TrainPredictions(task, outputs: outputs, targets: targets)
      advantage = predictions.advantage(over: task.guess(training: data.training.targets))
      baseline = task.baseline(training: data.training.targets, test: data.test.targets)
      facts = data.facts
      self.folder = folder.path
      seconds = (clock.now - start) / .seconds(1)
      try folder.write(try files(of: fit.kept, encoder: data.encoder))
      folder.close()
    } catch {
      made?.discard()
      throw error
    }
  }

  /// What goes into the run folder.
  ///
  /// Nothing in it is a time: the same seed writes the same bytes.
  private func files(
    of model: Sequential, encoder: [UInt8]
  ) throws -> [(name: String, bytes: [UInt8])] {
    let weights = Safetensors(
      entries: model.state.map { SafetensorsEntry(name: $0.path, $0.value) },
      metadata: ["format": "pt"])
    return [
      ("model.safetensors", weights.encoded()),
      ("encoder.json", encoder),
      ("metrics.csv", Array(TrainReport.metrics(self).utf8)),
      ("curves.svg", Array(TrainChart.figure(of: self).svg.utf8)),
      ("report.html", Array(try TrainPage.html(self).utf8)),
      ("config.yaml", Array(try configuration.yaml().utf8)),
      // Last: a folder with it is a whole run.
      ("result.json", Array((TrainReport.result(self).text + "\n").utf8)),
    ]
  }
}

extension CommandError {
  /// Why a run cannot be saved, or cannot go on.
  init(_ error: CheckpointError) {
    let code =
      switch error {
      case .file(let error): error.exitCode
      default: CommandExit.badData
      }
    self.init(code, error.description)
  }
}
