import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import DescentTraining

/// Where a run is saved while it goes on, and whether it is one that was begun before.
struct TrainSaving {
  /// As the run folder is named.
  let run: String
  /// Nil for a run that is not saved before its end.
  let checkpoints: Checkpoints?
  /// Whether it goes on with what is there.
  let resumes: Bool
  /// Whether the run that is there has written its result.
  let isWritten: Bool

  /// Where the checkpoints of a run folder are.
  static func folder(of run: String) -> CheckpointFolder { CheckpointFolder("\(run)/checkpoints") }

  init(_ configuration: TrainConfiguration, run: RunFolder) {
    self.run = run.path
    (resumes, isWritten) = (run.isResumed, run.hasResult)
    checkpoints = configuration.checkpointEvery.interval.map { interval in
      var checkpoints = Checkpoints(
        in: Self.folder(of: run.path).path, every: interval,
        savesBest: configuration.checkpointEvery.isGiven)
      checkpoints.configuration = ["optimizer": configuration.optimizer.name]
      return checkpoints
    }
  }
}

extension TrainSaving {
  /// Goes on from the latest checkpoint; from the beginning if there is none.
  ///
  /// - Throws: `CheckpointError` if there are some and none can be used, ``CommandError`` if nothing is
  ///   left to do.
  func resume<Rule: ConfigurableOptimizer>(
    _ trainer: inout Trainer<Sequential, Examples, Rule>, _ model: inout Sequential,
    _ context: inout Context, _ configuration: TrainConfiguration, _ console: Console
  ) throws {
    guard let found = try Self.folder(of: run).latest() else {
      console.note("\(run) holds no checkpoint; the run begins anew")
      return
    }
    for error in found.damaged { console.note("\(error); the one before it is used") }
    for note in try trainer.restore(found.checkpoint, into: &model, in: &context) {
      console.note(note)
    }
    guard let before = trainer.resumed else { return }
    if isWritten { try requireWork(before, configuration) }
    console.note("going on after step \(found.checkpoint.step), epoch \(before.epochs.count)")
  }

  /// Refuses a run whose result is there, and to which nothing was added.
  private func requireWork(
    _ result: TrainingResult<Sequential>, _ configuration: TrainConfiguration
  ) throws(CommandError) {
    let count = result.epochs.count
    guard count < configuration.epochs else {
      throw .usage("\(run) is finished after \(count) epochs; a greater --epochs goes on with it")
    }
    let patience = configuration.patience
    guard patience == 0 || count - result.bestEpoch < patience else {
      throw .usage(
        "\(run) is finished: no better loss for \(patience) epochs; a greater --patience goes on "
          + "with it")
    }
  }

  /// How to go on with a run that stopped, or to begin again where it was not saved.
  static func advice(_ run: String, _ configuration: TrainConfiguration) -> String {
    configuration.checkpointEvery.interval == nil
      ? "descent train --config \(run)/config.yaml begins again"
      : "descent train --resume \(run) goes on"
  }
}
