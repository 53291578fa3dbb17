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

/// How often a run is saved, in the words of `--checkpoint-every`.
struct TrainCheckpointInterval: Equatable {
  static let `default` = TrainCheckpointInterval(interval: .seconds(30), isGiven: false)

  /// Nil for never.
  let interval: Checkpoints.Interval?
  /// Whether it was asked for.
  let isGiven: Bool

  private init(interval: Checkpoints.Interval?, isGiven: Bool) {
    (self.interval, self.isGiven) = (interval, isGiven)
  }

  /// Reads `500`, `500steps`, `2epochs`, `30s` or `none`; nil if it makes no sense.
  init?(_ text: String) {
    let text = text.lowercased().filter { !$0.isWhitespace }
    func count(_ suffixes: [String]) -> Substring? {
      suffixes.first { text.hasSuffix($0) }.map { text.dropLast($0.count) }
    }
    if text == "none" {
      self.init(interval: nil, isGiven: true)
    } else if let number = count(["steps", "step"]) ?? (Int(text) == nil ? nil : text[...]) {
      guard let steps = Int(number), steps > 0 else { return nil }
      self.init(interval: .steps(steps), isGiven: true)
    } else if let number = count(["epochs", "epoch"]) {
      guard let epochs = Int(number), epochs > 0 else { return nil }
      self.init(interval: .epochs(epochs), isGiven: true)
    } else if let number = count(["s"]) {
      guard let seconds = Double(number), seconds > 0, seconds.isFinite else { return nil }
      self.init(interval: .seconds(seconds), isGiven: true)
    } else {
      return nil
    }
  }

  /// As ``init(_:)`` reads it.
  var text: String {
    switch interval {
    case .steps(let count): "\(count)steps"
    case .epochs(let count): "\(count)epochs"
    case .seconds(let seconds): "\(seconds)s"
    case nil: "none"
    }
  }
}

/// What is done about large gradients, in the words of `--clip`.
enum TrainClip: Equatable {
  case norm(Double)
  case value(Double)
  case averageNorm(Double)

  /// Reads `1`, `norm:1`, `value:0.5` or `average-norm:2`; nil if it makes no sense.
  init?(_ text: String) {
    let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
    guard let bound = parts.last.flatMap({ Double($0) }), bound > 0, bound.isFinite else {
      return nil
    }
    switch parts.count == 2 ? parts[0] : "norm" {
    case "norm": self = .norm(bound)
    case "value": self = .value(bound)
    case "average-norm": self = .averageNorm(bound)
    default: return nil
    }
    if parts.count > 2 { return nil }
  }

  /// As ``init(_:)`` reads it.
  var text: String {
    switch self {
    case .norm(let bound): "norm:\(bound)"
    case .value(let bound): "value:\(bound)"
    case .averageNorm(let bound): "average-norm:\(bound)"
    }
  }

  var transform: any GradientTransform {
    switch self {
    case .norm(let bound): ClipByGlobalNorm(bound)
    case .value(let bound): ClipByValue(bound)
    case .averageNorm(let bound): ClipByAverageNorm(bound)
    }
  }
}

/// Which average of the weights is validated and kept, in the words of `--average`.
enum TrainAverage: Equatable {
  static let defaultDecay = 0.999

  case exponential(Double)
  case stochastic

  /// Reads `ema`, `ema:0.99` or `swa`; nil if it makes no sense.
  init?(_ text: String) {
    let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("swa", 1): self = .stochastic
    case ("ema", 1): self = .exponential(Self.defaultDecay)
    case ("ema", 2):
      guard let decay = Double(parts[1]), decay >= 0, decay < 1 else { return nil }
      self = .exponential(decay)
    default: return nil
    }
  }

  /// As ``init(_:)`` reads it.
  var text: String {
    switch self {
    case .exponential(let decay): "ema:\(decay)"
    case .stochastic: "swa"
    }
  }

  var average: any ParameterAverage {
    switch self {
    case .exponential(let decay): ExponentialAverage(decay: decay)
    case .stochastic: StochasticAverage()
    }
  }
}
