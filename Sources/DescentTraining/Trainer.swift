import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor

/// Moves a model down its loss, batch by batch, and asks its observers at every turn.
///
///     var trainer = Trainer(AdamW(), observers: [EarlyStopping(patience: 20)]) {
///       (model: Sequential, batch: Examples, context: inout Context) in
///       meanSquaredError(model(batch.inputs, in: &context), batch.targets)
///     }
///     let result = try trainer.fit(
///       &model, on: DataLoader(examples, batchSize: 32), epochs: 100, in: &context)
///
/// A trainer is a value, and so is everything it works on: a copy of trainer, model and context taken
/// between two steps goes on from there with the same bits.
public struct Trainer<Model: Module, Batch: Sendable, Rule: Optimizer>: Sendable {
  /// The rule that moves the model.
  public var optimizer: Rule
  /// Who watches, in the order in which they are asked.
  public var observers: [any TrainingObserver]
  /// What changes the gradients before the rule sees them; reports to observers are from before.
  public var transforms = GradientTransforms()
  /// One number to bring down, from the model and a batch.
  public let loss: @Sendable (Model, Batch, inout Context) -> Tensor
  /// Whether steps are recorded and replayed where they can be, which changes their speed alone.
  ///
  /// ``ReplayedLoss`` says what a recorded step may not do.
  public var replaysSteps = true
  /// The recordings; copies of a trainer share them.
  package let replay: ReplayedLoss<Model, Batch>
  /// What the rule remembers; it is kept from one call to the next.
  public private(set) var state = OptimizerState()
  /// After how many steps an update is measured again, for ``StepReport/telemetry``.
  ///
  /// It must be at least 1, which measures every update; nil measures none.
  public var telemetryInterval: Int?
  private var telemetry = Telemetry()

  /// A trainer that has not moved anything yet.
  ///
  /// - Parameters:
  ///   - optimizer: The rule that moves the model.
  ///   - observers: Who watches, in the order in which they are asked.
  ///   - loss: One number to bring down; it is called once a step, in training.
  public init(
    _ optimizer: Rule, observers: [any TrainingObserver] = [],
    loss: @escaping @Sendable (Model, Batch, inout Context) -> Tensor
  ) {
    self.optimizer = optimizer
    self.observers = observers
    self.loss = loss
    replay = ReplayedLoss(loss)
  }

  /// Makes one step on one batch.
  ///
  /// - Parameters:
  ///   - model: What is moved.
  ///   - batch: What the loss is computed on.
  ///   - context: Where layers draw their random numbers; the mode is training.
  /// - Returns: What is known of it, and what the observers want: after `.proceed` the model has
  ///   moved, after `.skipUpdate` it has not, after `.stop` it has if the wish came after the update.
  /// - Throws: ``TrainingError`` if the loss or the gradient is not finite and no observer took care
  ///   of it; the model is as before.
  public mutating func step(
    _ model: inout Model, on batch: Batch, in context: inout Context
  ) throws(TrainingError) -> (report: StepReport, directive: Directive) {
    let loss = loss
    // What a step that is not made would have changed is forgotten with it.
    context.discardUpdates()
    defer { context.discardUpdates() }
    var (value, gradients) =
      replaysSteps
      ? replay.valueAndGradient(at: &model, batch, in: &context)
      : valueAndGradient(at: model) { loss($0, batch, &context) }
    var report = StepReport(
      step: state.step, loss: value.scalar, gradientNorm: gradients.norm,
      learningRate: optimizer.learningRate(state.step))
    let wish = notify(.didComputeGradients(report))
    guard wish == .proceed else { return (report, wish) }
    let clipping = try transform(&gradients, of: model, report)
    guard !clipping.contains(where: \.skipsUpdate) else { return (report, .skipUpdate) }
    guard report.loss.isFinite else { throw .diverged(step: report.step, loss: report.loss) }
    guard transforms.transforms.isEmpty ? report.gradientNorm.isFinite : gradients.isFinite else {
      let culprit = gradients.values.firstIndex { !$0.isAllFinite } ?? 0
      throw .gradientNotFinite(step: report.step, parameter: model.parameters[culprit].path)
    }
    if let telemetryInterval, state.step % Int64(telemetryInterval) == 0 {
      state.update(&model, along: gradients, using: optimizer, telemetry: &telemetry)
      if !clipping.isEmpty { telemetry.add(clipping) }
      report.telemetry = telemetry.withoutMemory
    } else {
      state.update(&model, along: gradients, using: optimizer)
    }
    model.applyUpdates(from: &context)
    return (report, notify(.didStep(report)))
  }

  /// Makes passes over the training data until they are done or an observer stops the run.
  ///
  /// - Parameters:
  ///   - model: What is trained; afterwards it is as the last step left it.
  ///   - loader: The batches of each pass.
  ///   - epochs: The most passes there will be.
  ///   - context: Where batches and layers draw their random numbers.
  ///   - validation: The loss on data that the model does not learn from, after each pass; it
  ///     decides which pass was best. It is given ``evaluationModel(of:)``.
  /// - Returns: What happened, and the model to evaluate as it was after the best pass.
  /// - Throws: ``TrainingError`` as ``step(_:on:in:)``.
  public mutating func fit(
    _ model: inout Model, on loader: DataLoader<Batch>, epochs: Int, in context: inout Context,
    validation: ((Model) -> Double)? = nil
  ) throws(TrainingError) -> TrainingResult<Model> {
    var result = TrainingResult(model)
    var wish = notify(.willStart(totalSteps: epochs * loader.batchCount))
    while result.epochs.count < epochs, !wish.stops {
      var sums = EpochSums()
      var pass = loader.pass(using: &context.generator)
      while !wish.stops, let (batch, count) = pass.next(using: &context.generator) {
        let done = try step(&model, on: batch, in: &context)
        sums.add(done.report, examples: count)
        wish = done.directive
      }
      // A pass that was broken off has no report.
      if wish.stops { break }
      let shown = evaluationModel(of: model)
      let report = sums.report(
        after: result, step: state.step, validationLoss: validation.map { $0(shown) })
      result.add(report, shown)
      wish = notify(.didEndEpoch(report))
    }
    if case .stop(let reason) = wish { result.stopReason = reason }
    _ = notify(.didFinish(step: state.step, reason: result.stopReason))
    return result
  }

  /// The model to evaluate and to save: with the rule's average of the weights, where it keeps one.
  public func evaluationModel(of model: Model) -> Model {
    state.evaluationModel(of: model, using: optimizer)
  }

  /// Applies the transforms, and says what each of them did.
  private mutating func transform(
    _ gradients: inout Gradients, of model: Model, _ report: StepReport
  ) throws(TrainingError) -> [TransformReport] {
    do {
      return try transforms.apply(to: &gradients, of: model, step: report.step)
    } catch {
      guard report.loss.isFinite else { throw .diverged(step: report.step, loss: report.loss) }
      switch error {
      case .notFinite(let parameter, let step), .skippedTooOften(_, let parameter, let step):
        throw .gradientNotFinite(step: step, parameter: parameter)
      }
    }
  }

  private mutating func notify(_ event: TrainingEvent) -> Directive {
    var wish = Directive.proceed
    for i in observers.indices { wish = wish.combined(with: observers[i].observe(event)) }
    return wish
  }
}

extension Directive {
  fileprivate var stops: Bool {
    if case .stop = self { true } else { false }
  }
}

/// What adds up over one pass.
private struct EpochSums {
  var loss = 0.0
  var examples = 0
  var gradientNorm = 0.0
  var batches = 0
  var learningRate = 0.0

  mutating func add(_ report: StepReport, examples count: Int) {
    loss += report.loss * Double(count)
    examples += count
    gradientNorm += report.gradientNorm
    batches += 1
    learningRate = report.learningRate
  }

  func report<Model>(
    after result: TrainingResult<Model>, step: Int64, validationLoss: Double?
  ) -> EpochReport {
    let trainingLoss = loss / Double(examples)
    return EpochReport(
      epoch: result.epochs.count + 1, step: step, trainingLoss: trainingLoss,
      validationLoss: validationLoss, gradientNorm: gradientNorm / Double(batches),
      learningRate: learningRate, isBest: (validationLoss ?? trainingLoss) < result.bestLoss)
  }
}
