import DescentData
import DescentOptimizers
import DescentTraining

/// Several optimizers on one training configuration, with the same seeds, and how they did.
///
/// What counts of a run is the lowest validation loss of an epoch, whose weights `descent train`
/// keeps.
struct TrainingComparison {
  /// The first seed's run of one optimizer, epoch by epoch, the model as it was made first.
  struct Race {
    /// How many updates were made.
    var updates: [Double]
    /// The validation loss then.
    var losses: [Double]
    /// The followed metric then.
    var metrics: [Double]
  }

  let request: TrainingCompareRequest
  private(set) var contestants: [Comparison.Contestant] = []
  private(set) var races: [Race] = []
  /// What is learned, once it is known.
  private(set) var task: TrainTask?
  /// The target as a sentence names it.
  private(set) var targetLabel = ""
  private(set) var target: Double?
  private(set) var isInterrupted = false
  private(set) var seconds = 0.0

  /// Trains with every optimizer on every seed.
  ///
  /// - Throws: ``CommandError`` for what is wrong with the data; a run that diverges is counted.
  init(_ request: TrainingCompareRequest, console: Console) throws {
    self.request = request
    let clock = ContinuousClock()
    let begin = clock.now
    var progress = Progress(
      of: request.entries.count * request.seeds.count, unit: "runs", console: console)
    var losses: [[[(updates: Int, loss: Double)]]] = []
    for (k, entry) in request.entries.enumerated() {
      var contestant = Comparison.Contestant(entry: entry.entry)
      losses.append([])
      for (i, seed) in request.seeds.enumerated() {
        var configuration = entry.configuration
        configuration.seed = seed
        // What there is to say of the data is said once.
        let spoken = k == 0 && i == 0 ? console : console.quiet
        let fit = try Self.fit(configuration, entry.entry.label, console: spoken)
        isInterrupted = console.isInterrupted()
        if isInterrupted { return }
        let epochs = fit?.result.epochs ?? []
        losses[k].append(epochs.map { (Int($0.step), $0.loss) })
        let end = epochs.map(\.loss).filter(\.isFinite).min()
        contestant.ends.append(end ?? .infinity)
        if end == nil { contestant.divergences += 1 }
        if i == 0 { races.append(Race(fit)) }
        if let fit, task == nil {
          task = fit.task
          targetLabel =
            configuration.hasHeader
            ? fit.data.target.name : "column \(fit.data.target.name)"
        }
        progress.advance(to: k * request.seeds.count + i + 1, note: entry.entry.label)
      }
      contestants.append(contestant)
    }
    progress.finish()
    // More than half of the runs get there, so that the median of their updates is a number.
    let reached = contestants.map { $0.ends.sorted()[$0.ends.count / 2] }
    target = request.target ?? reached.filter(\.isFinite).max()
    for k in contestants.indices {
      contestants[k].updatesToTarget = losses[k].map { epochs in
        target.flatMap { target in epochs.first { $0.loss <= target }?.updates }
      }
    }
    seconds = (clock.now - begin) / .seconds(1)
  }

  /// One run; nil if it diverged.
  private static func fit(
    _ configuration: TrainConfiguration, _ label: String, console: Console
  ) throws -> TrainFit? {
    do {
      return try fit(configuration, configuration.optimizer, console)
    } catch let error as DataError {
      throw CommandError(error.exitCode, error.description)
    } catch is TrainingError {
      return nil
    } catch let error as CommandError {
      throw error.code == CommandExit.usage ? error.of(run: label) : error
    }
  }

  private static func fit(
    _ configuration: TrainConfiguration, _ rule: some ConfigurableOptimizer, _ console: Console
  ) throws -> TrainFit {
    try TrainFit(configuration, rule: rule, console: console)
  }
}

extension TrainingComparison.Race {
  fileprivate init(_ fit: TrainFit?) {
    let epochs = fit?.result.epochs ?? []
    updates = [0] + epochs.map { Double($0.step) }
    losses = [fit?.initial?.loss ?? .nan] + epochs.map(\.loss)
    metrics = [fit?.initial?.followed ?? .nan] + (fit?.followed ?? [])
  }
}
