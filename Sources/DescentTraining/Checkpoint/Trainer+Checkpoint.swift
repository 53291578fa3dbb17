import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor

extension Trainer {
  /// All that it takes to go on between two steps, written as a checkpoint.
  ///
  /// - Parameters:
  ///   - model: What is trained.
  ///   - context: Where batches and layers draw their random numbers.
  /// - Returns: The model, the rule's state, the average, the random stream, and what transforms and
  ///   observers remember.
  /// - Throws: ``CheckpointError`` if an observer's memory cannot be written.
  public func checkpoint(
    of model: Model, in context: Context
  ) throws(CheckpointError) -> Checkpoint {
    var checkpoint = Checkpoint(step: state.step)
    checkpoint.put(model, as: Part.model)
    checkpoint.tensors[Part.optimizer] = state.namedBuffers(of: model)
    do {
      try checkpoint.put(context.generator, as: Part.generator)
      try checkpoint.put(transforms.transforms.map { try KeptMemory(of: $0) }, as: Part.transforms)
      try checkpoint.put(observers.map { try KeptMemory(of: $0) }, as: Part.observers)
      if let average {
        checkpoint.put(average.updates > 0 ? average.applied(to: model) : model, as: Part.average)
        try checkpoint.put(
          KeptAverage(type: KeptMemory.name(of: average), updates: average.updates),
          as: Part.average)
      }
      try checkpoint.put(ProductBackend.name, as: Part.products)
      if let checkpoints { try checkpoint.put(checkpoints.configuration, as: Part.configuration) }
    } catch {
      throw .unreadable(part: "trainer", reason: CheckpointError.reason(error))
    }
    return checkpoint
  }

  /// Goes on from a checkpoint.
  ///
  /// The trainer is made as it was, with the same rule, transforms and kind of average; the next
  /// ``fit(_:on:epochs:in:validation:)`` continues the run, with the bits that it would have had.
  ///
  /// - Parameters:
  ///   - checkpoint: What was saved.
  ///   - model: A model of the same form, whose weights are replaced.
  ///   - context: The mode stays; random numbers go on where they were.
  /// - Returns: What is different now and may change the run's bits, in a line each.
  /// - Throws: ``CheckpointError``; trainer, model and context are then as before.
  @discardableResult
  public mutating func restore(
    _ checkpoint: Checkpoint, into model: inout Model, in context: inout Context
  ) throws(CheckpointError) -> [String] {
    var (trainer, restored) = (self, model)
    try checkpoint.restore(&restored, from: Part.model)
    guard let buffers = checkpoint.tensors[Part.optimizer] else {
      throw .missing(part: Part.optimizer)
    }
    do {
      trainer.state = try OptimizerState(restoring: buffers, for: restored, using: optimizer)
    } catch {
      throw .differs(part: Part.optimizer, reason: error.description)
    }
    try trainer.restoreTransforms(try checkpoint.value(Part.transforms))
    try trainer.restoreAverage(from: checkpoint, restored)
    trainer.progress = try TrainingProgress(checkpoint, like: restored)
    let generator = try checkpoint.value(Part.generator, as: Generator.self)
    let products = try checkpoint.value(Part.products, as: String.self)
    (self, model) = (trainer, restored)
    context.discardUpdates()
    context.generator = generator
    guard products != ProductBackend.name else { return [] }
    return [
      "matrix products were computed by \(products) and are now computed by "
        + "\(ProductBackend.name): the run goes on with other roundings"
    ]
  }

  /// What the run had come to that ``restore(_:into:in:)`` goes on with; nil once it does, and where
  /// there is none.
  public var resumed: TrainingResult<Model>? { progress?.result }

  /// Saves the run where ``checkpoints`` says.
  func save(
    _ model: Model, _ run: TrainingProgress<Model>, in context: Context, isBest: Bool = false
  ) throws(TrainingError) {
    guard let checkpoints else { return }
    do {
      var checkpoint = try self.checkpoint(of: model, in: context)
      checkpoint.isBest = isBest
      try run.put(into: &checkpoint)
      try checkpoints.folder.save(checkpoint)
    } catch {
      throw .checkpoint(error)
    }
  }

  private mutating func restoreTransforms(_ kept: [KeptMemory]) throws(CheckpointError) {
    let names = transforms.transforms.map(KeptMemory.name)
    guard names == kept.map(\.type) else {
      throw .differs(
        part: Part.transforms, reason: "expected \(names), found \(kept.map(\.type))")
    }
    for (i, memory) in kept.enumerated() { try memory.restore(&transforms.transforms[i]) }
  }

  private mutating func restoreAverage(
    from checkpoint: Checkpoint, _ model: Model
  ) throws(CheckpointError) {
    let own = average.map(KeptMemory.name)
    let kept =
      checkpoint.values[Part.average] == nil
      ? nil : try checkpoint.value(Part.average, as: KeptAverage.self)
    guard own == kept?.type else {
      throw .differs(
        part: Part.average, reason: "expected \(own ?? "none"), found \(kept?.type ?? "none")")
    }
    guard let kept else { return }
    var averaged = model
    try checkpoint.restore(&averaged, from: Part.average)
    average?.values = kept.updates > 0 ? averaged.parameters.map(\.parameter.value) : []
    average?.updates = kept.updates
  }

  /// Gives observers what they remembered, each of a type in its turn.
  mutating func restoreObservers(_ kept: [KeptMemory]) throws(TrainingError) {
    var kept = kept
    for i in observers.indices {
      let name = KeptMemory.name(of: observers[i])
      guard let k = kept.firstIndex(where: { $0.type == name }) else { continue }
      do { try kept.remove(at: k).restore(&observers[i]) } catch { throw .checkpoint(error) }
    }
  }
}

/// The names of a checkpoint's parts.
private enum Part {
  static let model = "model"
  static let optimizer = "optimizer"
  static let average = "average"
  static let best = "best"
  static let snapshot = "snapshot-"
  static let generator = "generator"
  static let transforms = "transforms"
  static let observers = "observers"
  static let progress = "progress"
  static let products = "products"
  static let configuration = "configuration"
}

private struct KeptAverage: Codable {
  let type: String
  let updates: Int64
}

/// ``TrainingProgress`` but for its models.
private struct KeptProgress: Codable {
  let epochs: [EpochReport]
  let bestEpoch: Int
  let bestLoss: Double
  let stopReason: String?
  let snapshots: Int
  let sums: EpochSums
  let place: JSONValue?
  let fingerprint: UInt32?
}

extension TrainingProgress {
  fileprivate func put(into checkpoint: inout Checkpoint) throws(CheckpointError) {
    checkpoint.put(result.bestModel, as: Part.best)
    for (k, snapshot) in result.snapshots.enumerated() {
      checkpoint.put(snapshot, as: "\(Part.snapshot)\(k)")
    }
    let kept = KeptProgress(
      epochs: result.epochs, bestEpoch: result.bestEpoch, bestLoss: result.bestLoss,
      stopReason: result.stopReason, snapshots: result.snapshots.count, sums: sums, place: place,
      fingerprint: fingerprint)
    do { try checkpoint.put(kept, as: Part.progress) } catch {
      throw .unreadable(part: Part.progress, reason: CheckpointError.reason(error))
    }
  }

  /// What a checkpoint says; nil if it was made between two steps outside of a run.
  fileprivate init?(_ checkpoint: Checkpoint, like model: Model) throws(CheckpointError) {
    guard checkpoint.values[Part.progress] != nil else { return nil }
    let kept = try checkpoint.value(Part.progress, as: KeptProgress.self)
    var best = model
    try checkpoint.restore(&best, from: Part.best)
    var snapshots: [Model] = []
    for k in 0..<max(0, kept.snapshots) {
      var snapshot = model
      try checkpoint.restore(&snapshot, from: "\(Part.snapshot)\(k)")
      snapshots.append(snapshot)
    }
    result = TrainingResult(
      epochs: kept.epochs, bestEpoch: kept.bestEpoch, bestLoss: kept.bestLoss, bestModel: best,
      snapshots: snapshots)
    result.stopReason = kept.stopReason
    (sums, place, fingerprint) = (kept.sums, kept.place, kept.fingerprint)
    observers = try checkpoint.value(Part.observers)
  }
}
