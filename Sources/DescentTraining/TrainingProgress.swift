import DescentTensor

/// How far a run is: what ``Trainer/fit(_:on:epochs:in:validation:)`` knows besides the model, the
/// trainer and the context.
struct TrainingProgress<Model: Module>: Sendable {
  var result: TrainingResult<Model>
  /// What adds up over the pass that was begun.
  var sums = EpochSums()
  /// Where in it the run is; nil between two passes.
  var place: JSONValue?
  /// That of the data.
  var fingerprint: UInt32?
  /// What observers remember, to be given to them when the run has started.
  var observers: [KeptMemory] = []
}

/// What adds up over one pass.
struct EpochSums: Codable, Sendable, Hashable {
  private var loss = 0.0
  private var examples = 0
  private var gradientNorm = 0.0
  private var steps = 0
  private var learningRate = 0.0

  /// Whether nothing was added yet.
  var isEmpty: Bool { steps == 0 }

  mutating func add(_ report: StepReport, examples count: Int) {
    loss += report.loss * Double(count)
    examples += count
    gradientNorm += report.gradientNorm
    steps += 1
    learningRate = report.learningRate
  }

  func report<Model>(
    after result: TrainingResult<Model>, step: Int64, _ evaluation: Evaluation?
  ) -> EpochReport {
    let trainingLoss = loss / Double(examples)
    return EpochReport(
      epoch: result.epochs.count + 1, step: step, trainingLoss: trainingLoss,
      validationLoss: evaluation?.loss, gradientNorm: gradientNorm / Double(steps),
      learningRate: learningRate, isBest: (evaluation?.loss ?? trainingLoss) < result.bestLoss,
      metrics: evaluation?.metrics ?? [])
  }
}
