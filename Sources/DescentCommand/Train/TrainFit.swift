import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import DescentTraining

/// A model that was trained, from the file to the result.
struct TrainFit {
  let data: TrainData
  let task: TrainTask
  let result: TrainingResult<Sequential>
  /// The model that is kept.
  let kept: Sequential
  /// The epoch that it is of; 0 if there is none.
  let bestEpoch: Int
  /// The validation loss and the followed metric of the model as it was made; nil if nothing is held
  /// out.
  let initial: (loss: Double, followed: Double)?
  /// The followed metric on the validation rows after each epoch.
  let followed: [Double]

  /// Trains.
  ///
  /// One stream of random numbers gives, in this order, the split, the initial weights, and the
  /// batches and dropped units.
  ///
  /// - Parameters:
  ///   - configuration: What is trained, and for how long.
  ///   - rule: How, but for the schedule that the configuration asks for.
  ///   - console: Where notes and the progress go.
  ///   - willBegin: Is called once all is known to make sense, before the first step.
  /// - Throws: ``CommandError`` or `DataError` for what was asked for, `TrainingError` where the run
  ///   diverges, and what `willBegin` throws.
  init(
    _ configuration: TrainConfiguration, rule: some ConfigurableOptimizer, console: Console,
    willBegin: () throws -> Void = {}
  ) throws {
    var generator = Generator(seed: configuration.seed)
    let data = try TrainData(configuration, using: &generator, console: console)
    let task = try TrainTask(data, configuration)
    var model = try configuration.makeModel(
      inputs: data.inputShape, outputs: task.outputs, using: &generator)
    for (path, parameter) in model.parameters {
      if let objection = configuration.optimizer.objection(to: parameter.value.shape) {
        throw CommandError.usage("--optimizer: \(path): \(objection)")
      }
    }
    let loader = DataLoader(data.training, batchSize: configuration.batchSize)
    let steps = Int64(configuration.epochs * loader.batchCount)
    let (rule, follower) = try Self.scheduled(rule, configuration, steps: steps, console: console)
    guard follower == nil || data.validation != nil else {
      throw CommandError.usage(
        "--schedule plateau: follows the validation loss, and --validation 0 leaves no rows for it")
    }
    try willBegin()
    var observers: [any TrainingObserver] = [
      TrainProgress(console), TrainInterruption(console: console),
    ]
    if configuration.patience > 0 {
      observers.append(EarlyStopping(patience: configuration.patience))
    }
    var trainer = Trainer(rule, observers: observers, loss: task.loss)
    var context = Context.training(using: generator)
    var followed: [Double] = []
    initial = data.validation.map { validation in
      let (loss, scores) = task.judge(model, on: validation)
      return (loss, scores[task.followed])
    }
    let judge = data.validation.map { validation in
      { (model: Sequential) -> Double in
        let (loss, scores) = task.judge(model, on: validation)
        followed.append(scores[task.followed])
        follower?.observe(loss)
        return loss
      }
    }
    result = try trainer.fit(
      &model, on: loader, epochs: configuration.epochs, in: &context, validation: judge)
    // Nothing says which epoch generalizes best where nothing is held out: the last is kept.
    kept = data.validation == nil ? trainer.evaluationModel(of: model) : result.bestModel
    bestEpoch = data.validation == nil ? result.epochs.count : result.bestEpoch
    self.data = data
    self.task = task
    self.followed = followed
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
}
