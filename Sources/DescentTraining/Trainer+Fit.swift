import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor

extension Trainer {
  /// Makes passes over the training data until they are done or an observer stops the run.
  ///
  /// After ``restore(_:into:in:)`` it goes on with the run that was saved, wherever it was, as if that
  /// had never stopped.
  ///
  /// - Parameters:
  ///   - model: What is trained; afterwards it is as the last step left it.
  ///   - source: The batches of each pass: a `DataLoader`, or another source.
  ///   - epochs: The most passes there will be, those before a restoration among them.
  ///   - context: Where batches and layers draw their random numbers.
  ///   - validation: The loss on data that the model does not learn from, after each pass; it
  ///     decides which pass was best. It is given ``evaluationModel(of:)``.
  /// - Returns: What happened, and the model to evaluate as it was after the best pass.
  /// - Throws: ``TrainingError`` as ``step(_:on:in:)``, if data cannot be had, or if ``checkpoints``
  ///   cannot be written.
  public mutating func fit<Source: BatchSource<Batch>>(
    _ model: inout Model, on source: Source, epochs: Int, in context: inout Context,
    validation: ((Model) -> Double)? = nil
  ) throws(TrainingError) -> TrainingResult<Model> {
    try fit(
      &model, on: source, epochs: epochs, in: &context,
      evaluating: validation.map { validation in { Evaluation(loss: validation($0)) } })
  }

  /// The same with a loss and other metrics on data that the model does not learn from.
  ///
  /// - Parameters:
  ///   - model: What is trained; afterwards it is as the last step left it.
  ///   - source: The batches of each pass.
  ///   - epochs: The most passes there will be, those before a restoration among them.
  ///   - context: Where batches and layers draw their random numbers.
  ///   - evaluation: What the model is worth after each pass; it is given ``evaluationModel(of:)``.
  /// - Returns: What happened, and the model to evaluate as it was after the best pass.
  /// - Throws: ``TrainingError`` as ``fit(_:on:epochs:in:validation:)``.
  public mutating func fit<Source: BatchSource<Batch>>(
    _ model: inout Model, on source: Source, epochs: Int, in context: inout Context,
    evaluating evaluation: ((Model) -> Evaluation)?
  ) throws(TrainingError) -> TrainingResult<Model> {
    precondition(accumulation >= 1, "Trainer: \(accumulation) batches to an update")
    var run = try begin(model, on: source)
    var pass = try resumedPass(run, of: source)
    var saving = CheckpointClock(checkpoints)
    var isSaved = false
    let total = source.batchesPerPass.map { epochs * (($0 + accumulation - 1) / accumulation) }
    var wish = notify(.willStart(totalSteps: total, step: state.step))
    try restoreObservers(run.observers)
    while run.result.epochs.count < epochs, !wish.stops {
      var current: Source.Pass
      if let resumed = pass.take() {
        current = resumed
      } else {
        do { current = try source.pass(using: &context.generator) } catch { throw .data(error) }
      }
      while !wish.stops {
        let window = try nextWindow(of: &current, in: &context)
        if window.isEmpty { break }
        let before = state.step
        let done = try step(&model, onWindow: window, in: &context)
        run.sums.add(done.report, examples: window.reduce(0) { $0 + $1.count })
        wish = done.directive
        if state.step > before { rememberSnapshot(of: model, in: &run) }
        isSaved = false
        if saving.isDue(afterStep: state.step) {
          run.place = try place(of: current)
          try save(model, run, in: context)
        }
      }
      // A pass that was broken off has no report.
      if wish.stops {
        run.place = try place(of: current)
        break
      }
      if run.sums.isEmpty { break }
      let shown = evaluationModel(of: model)
      let report = run.sums.report(after: run.result, step: state.step, evaluation?(shown))
      run.result.add(report, shown)
      (run.sums, run.place) = (EpochSums(), nil)
      wish = notify(.didEndEpoch(report))
      isSaved = saving.isDue(after: report)
      if isSaved { try save(model, run, in: context, isBest: report.isBest) }
    }
    if case .stop(let reason) = wish { run.result.stopReason = reason }
    // What was saved after the last pass is all there is to say, but for why the run ended.
    if checkpoints != nil, !isSaved || run.result.stopReason != nil {
      try save(model, run, in: context, isBest: run.isAtBest)
    }
    _ = notify(.didFinish(step: state.step, reason: run.result.stopReason))
    return run.result
  }

  /// The batches of the next update; none after the last.
  private func nextWindow<Pass: BatchPass<Batch>>(
    of pass: inout Pass, in context: inout Context
  ) throws(TrainingError) -> [(batch: Batch, count: Int)] {
    var window: [(batch: Batch, count: Int)] = []
    do {
      while window.count < accumulation,
        let next = try pass.next(using: &context.generator)
      {
        window.append(next)
      }
    } catch {
      throw .data(error)
    }
    return window
  }

  /// Where the run begins: afresh, or where it was saved.
  private mutating func begin(
    _ model: Model, on source: some BatchSource
  ) throws(TrainingError) -> TrainingProgress<Model> {
    defer { progress = nil }
    guard var run = progress else {
      return TrainingProgress(result: TrainingResult(model), fingerprint: source.fingerprint)
    }
    if let expected = run.fingerprint, let found = source.fingerprint, expected != found {
      throw .checkpoint(.otherData(found: "CRC-32C \(found)", expected: "CRC-32C \(expected)"))
    }
    run.result.stopReason = nil
    return run
  }

  private func resumedPass<Source: BatchSource>(
    _ run: TrainingProgress<Model>, of source: Source
  ) throws(TrainingError) -> Source.Pass? {
    guard let saved = run.place else { return nil }
    let place: Source.Pass.Place
    do { place = try saved.decoded() } catch {
      throw .checkpoint(
        .unreadable(part: "the place in the data", reason: CheckpointError.reason(error)))
    }
    do { return try source.pass(at: place) } catch { throw .data(error) }
  }

  private func place(of pass: some BatchPass) throws(TrainingError) -> JSONValue? {
    guard checkpoints != nil else { return nil }
    do { return try JSONValue(encoding: pass.place) } catch {
      throw .checkpoint(.unreadable(part: "the place in the data", reason: "\(error)"))
    }
  }

  private func rememberSnapshot(of model: Model, in run: inout TrainingProgress<Model>) {
    guard let snapshotInterval, state.step % Int64(snapshotInterval) == 0 else { return }
    run.result.snapshots.append(evaluationModel(of: model))
  }
}

extension Directive {
  fileprivate var stops: Bool {
    if case .stop = self { true } else { false }
  }
}

extension TrainingProgress {
  /// Whether the model is as it was after its best pass.
  fileprivate var isAtBest: Bool {
    sums.isEmpty && result.bestEpoch > 0 && result.bestEpoch == result.epochs.count
  }
}
