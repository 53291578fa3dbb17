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
  ///   - willBegin: Is called once all is known to make sense, before the first step; it says where
  ///     the run is saved, if it is.
  /// - Throws: ``CommandError`` or `DataError` for what was asked for, `TrainingError` where the run
  ///   diverges, and what `willBegin` throws.
  init(
    _ configuration: TrainConfiguration, rule: some ConfigurableOptimizer, console: Console,
    willBegin: () throws -> TrainSaving? = { nil }
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
    let updates = (loader.batchCount + configuration.accumulate - 1) / configuration.accumulate
    let steps = Int64(configuration.epochs * updates)
    let (rule, follower) = try Self.scheduled(rule, configuration, steps: steps, console: console)
    guard follower == nil || data.validation != nil else {
      throw CommandError.usage(
        "--schedule plateau: follows the validation loss, and --validation 0 leaves no rows for it")
    }
    let saving = try willBegin()
    var observers: [any TrainingObserver] = [
      TrainProgress(console), TrainInterruption(console: console),
    ]
    if configuration.patience > 0 {
      observers.append(EarlyStopping(patience: configuration.patience))
    }
    if let saving {
      observers += try configuration.logs.map { try $0.observer(of: saving.run) }
    }
    var trainer = Trainer(rule, observers: observers, loss: task.loss)
    trainer.accumulation = configuration.accumulate
    if let clip = configuration.clip { trainer.transforms = GradientTransforms(clip.transform) }
    trainer.average = configuration.average?.average
    trainer.checkpoints = saving?.checkpoints
    var context = Context.training(using: generator)
    initial = data.validation.map { validation in
      let (loss, scores) = task.judge(model, on: validation)
      return (loss, scores[task.followed])
    }
    let judge = data.validation.map { validation in
      { (model: Sequential) -> Evaluation in
        let (loss, scores) = task.judge(model, on: validation)
        follower?.observe(loss)
        return Evaluation(loss: loss, metrics: [Metric(task.followed, scores[task.followed])])
      }
    }
    if let saving, saving.resumes {
      try saving.resume(&trainer, &model, &context, configuration, console)
      // What follows the loss has seen those of the epochs before.
      for epoch in trainer.resumed?.epochs ?? [] { follower?.observe(epoch.loss) }
    }
    result = try trainer.fit(
      &model, on: loader, epochs: configuration.epochs, in: &context, evaluating: judge)
    // Nothing says which epoch generalizes best where nothing is held out: the last is kept.
    kept = data.validation == nil ? trainer.evaluationModel(of: model) : result.bestModel
    bestEpoch = data.validation == nil ? result.epochs.count : result.bestEpoch
    self.data = data
    self.task = task
    followed = result.epochs.compactMap { $0[task.followed] }
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
