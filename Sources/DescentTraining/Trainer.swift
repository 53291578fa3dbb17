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
  public internal(set) var state = OptimizerState()
  /// How many batches make an update in ``fit(_:on:epochs:in:validation:)``; the last of a pass may be
  /// made of fewer.
  ///
  /// The update is along the gradient of the mean over all examples of its batches.
  public var accumulation = 1
  /// An average of the weights over the updates, which is validated and saved in the model's place.
  public var average: (any ParameterAverage)?
  /// After how many updates the model is remembered, for ``TrainingResult/snapshots``; nil for never.
  public var snapshotInterval: Int?
  /// Where and when ``fit(_:on:epochs:in:validation:)`` saves what it takes to go on.
  public var checkpoints: Checkpoints?
  /// After how many steps an update is measured again, for ``StepReport/telemetry``.
  ///
  /// It must be at least 1, which measures every update; nil measures none.
  public var telemetryInterval: Int?
  /// After how many steps each head's part in the gradient is measured, for ``StepReport/heads``; nil
  /// for never.
  ///
  /// A measurement costs a forward and a backward pass for each head. Where several batches make an
  /// update, the heads are measured on the first of them, beside the gradient of all.
  public var headInterval: Int?
  /// The losses that the loss is the weighted sum of; empty where it was given as one.
  public let heads: [LossHead]
  let headLosses: (@Sendable (Model, Batch, inout Context) -> [Tensor])?
  /// Where a run that was restored goes on; nil before the first, and after one.
  var progress: TrainingProgress<Model>?
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
    (heads, headLosses) = ([], nil)
  }

  /// A trainer that brings down a weighted sum of losses.
  ///
  /// - Parameters:
  ///   - optimizer: The rule that moves the model.
  ///   - heads: The losses' names and weights.
  ///   - observers: Who watches, in the order in which they are asked.
  ///   - losses: One number for each head, in their order; it is called once a step, in training.
  /// - Precondition: There is at least one head, and as many losses as heads.
  public init(
    _ optimizer: Rule, heads: [LossHead], observers: [any TrainingObserver] = [],
    losses: @escaping @Sendable (Model, Batch, inout Context) -> [Tensor]
  ) {
    precondition(!heads.isEmpty, "Trainer: no losses")
    self.optimizer = optimizer
    self.observers = observers
    self.heads = heads
    headLosses = losses
    loss = { LossHead.sum(losses($0, $1, &$2), heads) }
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
    // What a step that is not made would have changed is forgotten with it.
    context.discardUpdates()
    defer { context.discardUpdates() }
    let before = measuresHeads ? context : nil
    let (value, gradients) = gradients(at: &model, batch, in: &context)
    let heads = before.map { headReports(of: model, batch, in: $0, along: gradients) } ?? []
    return try update(&model, along: gradients, loss: value.scalar, heads, in: &context)
  }

  /// Makes one step on several batches: that on all of their examples at once, in their memory.
  ///
  /// It goes along the mean of the batches' gradients, weighted by their numbers of examples. Batch
  /// normalization sees each batch by itself.
  ///
  /// - Parameters:
  ///   - model: What is moved.
  ///   - window: What the loss is computed on, with the number of examples of each.
  ///   - context: Where layers draw their random numbers; the mode is training.
  /// - Returns: As ``step(_:on:in:)``; the loss is the mean over all examples.
  /// - Throws: ``TrainingError`` as ``step(_:on:in:)``.
  /// - Precondition: There is at least one batch, and none of them is empty.
  public mutating func step(
    _ model: inout Model, onWindow window: [(batch: Batch, count: Int)], in context: inout Context
  ) throws(TrainingError) -> (report: StepReport, directive: Directive) {
    precondition(!window.isEmpty, "step: no batch")
    if window.count == 1 { return try step(&model, on: window[0].batch, in: &context) }
    context.discardUpdates()
    let buffers = model.buffers.map(\.buffer.value)
    let before = measuresHeads ? context : nil
    var accumulator = Accumulator(steps: window.count)
    var mean: Gradients?
    var (loss, weight) = (0.0, 0.0)
    for (batch, count) in window {
      let (value, gradients) = gradients(at: &model, batch, in: &context)
      // The next batch's statistics go on from this one's.
      model.applyUpdates(from: &context)
      loss += value.scalar * Double(count)
      weight += Double(count)
      mean = accumulator.add(gradients, weight: Double(count))
    }
    guard let mean else { preconditionFailure("step: no example in \(window.count) batches") }
    var moved = false
    defer {
      if !moved {
        var position = 0
        model.updateBuffers { _, buffer in
          buffer.value = buffers[position]
          position += 1
        }
      }
    }
    let heads =
      before.map { headReports(of: model, window[0].batch, in: $0, along: mean) } ?? []
    let step = state.step
    let done = try update(&model, along: mean, loss: loss / weight, heads, in: &context)
    moved = state.step > step
    return done
  }

  private func gradients(
    at model: inout Model, _ batch: Batch, in context: inout Context
  ) -> (value: Tensor, gradient: Gradients) {
    let loss = loss
    return replaysSteps
      ? replay.valueAndGradient(at: &model, batch, in: &context)
      : valueAndGradient(at: model) { loss($0, batch, &context) }
  }

  /// Moves the model along a gradient, if the observers have nothing against it.
  private mutating func update(
    _ model: inout Model, along gradients: consuming Gradients, loss: Double,
    _ heads: [HeadReport], in context: inout Context
  ) throws(TrainingError) -> (report: StepReport, directive: Directive) {
    var gradients = gradients
    var report = StepReport(
      step: state.step, loss: loss, gradientNorm: gradients.norm,
      learningRate: optimizer.learningRate(state.step), heads: heads)
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
    average?.update(with: model)
    return (report, notify(.didStep(report)))
  }

  /// The model to evaluate and to save: with ``average``, or the rule's own average of the weights,
  /// where there is one.
  public func evaluationModel(of model: Model) -> Model {
    if let average, average.updates > 0 { return average.applied(to: model) }
    return state.evaluationModel(of: model, using: optimizer)
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

  mutating func notify(_ event: TrainingEvent) -> Directive {
    var wish = Directive.proceed
    for i in observers.indices { wish = wish.combined(with: observers[i].observe(event)) }
    return wish
  }
}
