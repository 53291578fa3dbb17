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
  let folder: String
  let seconds: Double

  /// The target as a sentence names it.
  var targetLabel: String {
    configuration.hasHeader ? target.name : "column \(target.name)"
  }

  var isInterrupted: Bool { stopReason == TrainInterruption.reason }

  init(_ configuration: TrainConfiguration, console: Console) throws {
    do {
      try self.init(configuration, rule: configuration.optimizer, console: console)
    } catch let error as DataError {
      throw CommandError(error.exitCode, error.description)
    } catch let error as TrainingError {
      throw CommandError(
        CommandExit.found, "training diverged at \(error); a smaller --lr is the first thing to try"
      )
    }
  }

  /// One stream of random numbers gives, in this order, the split, the initial weights, and the
  /// batches and dropped units.
  private init(
    _ configuration: TrainConfiguration, rule: some ConfigurableOptimizer, console: Console
  ) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var generator = Generator(seed: configuration.seed)
    let data = try TrainData(configuration, using: &generator, console: console)
    let task = TrainTask(data.target)
    var model = try configuration.makeModel(
      inputs: data.inputShape, outputs: task.outputs, using: &generator)
    for (path, parameter) in model.parameters {
      if let objection = configuration.optimizer.objection(to: parameter.value.shape) {
        throw CommandError.usage("--optimizer: \(path): \(objection)")
      }
    }
    let loader = BatchLoader(data.training, batchSize: configuration.batchSize)
    let steps = Int64(configuration.epochs * loader.batchCount)
    let (rule, follower) = try Self.scheduled(rule, configuration, steps: steps, console: console)
    guard follower == nil || data.validation != nil else {
      throw CommandError.usage(
        "--schedule plateau: follows the validation loss, and --validation 0 leaves no rows for it")
    }
    let folder = try RunFolder(configuration, console: console)
    do {
      var observers: [any TrainingObserver] = [
        TrainProgress(console), TrainInterruption(console: console),
      ]
      if configuration.patience > 0 {
        observers.append(EarlyStopping(patience: configuration.patience))
      }
      var trainer = Trainer(rule, observers: observers, loss: task.loss)
      var context = Context.training(using: generator)
      var followed: [Double] = []
      let judge = data.validation.map { validation in
        { (model: Sequential) -> Double in
          let (loss, scores) = task.judge(model, on: validation)
          followed.append(scores[task.followed])
          follower?.observe(loss)
          return loss
        }
      }
      let result = try trainer.fit(
        &model, on: loader, epochs: configuration.epochs, in: &context, validation: judge)
      guard result.bestEpoch > 0 else {
        if result.stopReason == TrainInterruption.reason {
          throw CommandError.interrupted("interrupted in the first epoch; nothing was saved")
        }
        throw CommandError(
          CommandExit.found, "training diverged: no epoch had a validation loss that is finite")
      }
      self.configuration = configuration
      self.task = task
      self.followed = followed
      target = data.target
      rows = data.rows
      // Nothing says which epoch generalizes best where nothing is held out: the last is kept.
      let kept = data.validation == nil ? model : result.bestModel
      bestEpoch = data.validation == nil ? result.epochs.count : result.bestEpoch
      parameterCount = kept.parameterCount
      epochs = result.epochs
      stopReason = result.stopReason
      test = task.judge(kept, on: data.test).scores
      baseline = task.baseline(training: data.training.targets, test: data.test.targets)
      self.folder = folder.path
      seconds = (clock.now - start) / .seconds(1)
      try folder.write(try files(of: kept, encoder: data.encoder))
    } catch {
      folder.discard()
      throw error
    }
  }

  /// The rule with the rate that `--schedule` asks for, made for all steps of the run.
  private static func scheduled<Rule: ConfigurableOptimizer>(
    _ rule: Rule, _ configuration: TrainConfiguration, steps: Int64, console: Console
  ) throws(CommandError) -> (Rule, ScheduleFollower?) {
    guard let specification = configuration.schedule else { return (rule, nil) }
    do {
      let made = try ScheduledRule(rule, by: specification, steps: steps)
      for problem in made.problems { console.note("note: --schedule: \(problem)") }
      return (made.rule, made.follower)
    } catch {
      throw .usage("--schedule: \(error)")
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
      ("result.json", Array((TrainReport.result(self).text + "\n").utf8)),
      // Last: a folder with it is a whole run.
      ("config.yaml", Array(try configuration.yaml().utf8)),
    ]
  }
}
