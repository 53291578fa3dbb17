import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import Foundation
import Testing

@testable import DescentTraining

/// A run that stops and goes on is the run that never stopped.
@Suite struct ResumeTests {
  private let scratch = ScratchFolder()

  /// What is trained: with everything that a run may remember.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var accumulation = 1
    var average: (any ParameterAverage)?
    var transforms = GradientTransforms()
    var snapshots: Int?
    var prefetching = 0
    var validates = true
    var model: @Sendable (inout Generator) -> Sequential = { smallNetwork(using: &$0) }

    static let all: [Case] = [
      Case(testDescription: "plain"),
      Case(testDescription: "accumulating", accumulation: 3),
      Case(testDescription: "averaging", average: ExponentialAverage(decay: 0.9)),
      Case(testDescription: "stochastic average", average: StochasticAverage(), validates: false),
      Case(
        testDescription: "transforms",
        transforms: GradientTransforms(
          SkipIfNotFinite(), ZClip(warmUp: 4),
          GradientNoise(variance: 1e-4, using: Generator(seed: 5)))),
      Case(testDescription: "snapshots", snapshots: 5),
      Case(testDescription: "prefetching", prefetching: 2),
      Case(
        testDescription: "running statistics",
        accumulation: 2,
        model: { generator in
          Sequential(
            Linear(from: 3, to: 8, using: &generator), BatchNorm1d(8), Tanh(), Dropout(0.25),
            Linear(from: 8, to: 1, using: &generator))
        }),
    ]
  }

  struct Run {
    var model: Sequential
    var context: Context
    var trainer: Trainer<Sequential, Examples, AdamW>
    let examples: Examples
    let prefetching: Int
    let validates: Bool

    init(_ which: Case) {
      var generator = Generator(seed: 11)
      examples = noisyLine(rows: 22, using: &generator)
      model = which.model(&generator)
      context = .training(using: generator)
      trainer = smallTrainer([EarlyStopping(patience: 2)])
      trainer.accumulation = which.accumulation
      trainer.average = which.average
      trainer.transforms = which.transforms
      trainer.snapshotInterval = which.snapshots
      prefetching = which.prefetching
      validates = which.validates
    }

    mutating func fit() throws -> TrainingResult<Sequential> {
      let examples = examples
      let judge = { (model: Sequential) in
        let error = meanSquaredError(model(examples.inputs), examples.targets).scalar
        return Evaluation(loss: error, metrics: [Metric("rmse", error.squareRoot())])
      }
      return try trainer.fit(
        &model, on: DataLoader(examples, batchSize: 5, prefetching: prefetching), epochs: 4,
        in: &context, evaluating: validates ? judge : nil)
    }
  }

  /// Stops before the update of one step, or after it.
  struct Stopper: TrainingObserver {
    let step: Int64

    mutating func observe(_ event: TrainingEvent) -> Directive {
      if case .didStep(let report) = event, report.step + 1 == step { return .stop(reason: "test") }
      return .proceed
    }
  }

  @Test(arguments: Case.all) func wheneverItStops(_ which: Case) throws {
    var straight = Run(which)
    let expected = try straight.fit()
    let steps = straight.trainer.state.step
    // Within a pass, at its end, at the beginning of the next, at the end of all.
    let stops = which.testDescription == "plain" ? Array(1...steps) : [1, 3, 5, 6, 8, steps]
    for step in stops {
      let folder = scratch.path("\(which.testDescription)-\(step)")
      var first = Run(which)
      first.trainer.observers.append(Stopper(step: step))
      first.trainer.checkpoints = Checkpoints(in: folder, every: .steps(1000), savesBest: false)
      _ = try first.fit()
      #expect(first.trainer.state.step == step)

      // In another process nothing is left but the files; the seed is another one.
      var second = Run(which)
      second.context = .training(using: Generator(seed: 1234))
      for i in 0..<2 {
        second.model.updateParameters { _, _, value in value = value + Double(i + 1) }
      }
      let found = try #require(try CheckpointFolder(folder).latest())
      let notes = try second.trainer.restore(
        found.checkpoint, into: &second.model, in: &second.context)
      #expect(notes.isEmpty)
      let result = try second.fit()

      #expect(result.epochs == expected.epochs)
      #expect(result.bestEpoch == expected.bestEpoch && result.bestLoss == expected.bestLoss)
      #expect(result.stopReason == expected.stopReason)
      #expect(sameState(result.bestModel, expected.bestModel))
      #expect(result.snapshots.count == expected.snapshots.count)
      #expect(zip(result.snapshots, expected.snapshots).allSatisfy { sameState($0, $1) })
      #expect(sameState(second.model, straight.model))
      #expect(second.context.generator == straight.context.generator)
      let (a, b) = (
        second.trainer.state.namedBuffers(of: second.model),
        straight.trainer.state.namedBuffers(of: straight.model)
      )
      #expect(a.metadata == b.metadata)
      #expect(
        a.tensors.allSatisfy { name, tensor in
          b.tensors[name].map { tensor.hasSameBits(as: $0) } ?? false
        })
      let (x, y) = (
        second.trainer.evaluationModel(of: second.model),
        straight.trainer.evaluationModel(of: straight.model)
      )
      #expect(sameState(x, y))
    }
  }

  /// A run that was not stopped may be gone on with for more passes.
  @Test func goesOnForMorePasses() throws {
    let examples = Run(Case.all[0]).examples
    func fit(_ run: inout Run, _ epochs: Int) throws -> TrainingResult<Sequential> {
      try run.trainer.fit(
        &run.model, on: DataLoader(examples, batchSize: 5), epochs: epochs, in: &run.context)
    }
    var straight = Run(Case.all[0])
    let expected = try fit(&straight, 5)
    var (first, second) = (Run(Case.all[0]), Run(Case.all[0]))
    first.trainer.checkpoints = Checkpoints(in: scratch.path("more"), every: .epochs(1))
    _ = try fit(&first, 2)
    let saved = try #require(try CheckpointFolder(scratch.path("more")).latest())
    try second.trainer.restore(saved.checkpoint, into: &second.model, in: &second.context)
    #expect(try fit(&second, 5).epochs == expected.epochs)
    #expect(sameState(second.model, straight.model))
  }

  @Test func refusesOtherData() throws {
    var run = Run(Case.all[0])
    run.trainer.checkpoints = Checkpoints(in: scratch.path("data"), every: .steps(1))
    _ = try run.fit()
    let saved = try #require(try CheckpointFolder(scratch.path("data")).latest()).checkpoint
    try run.trainer.restore(saved, into: &run.model, in: &run.context)
    let others = Examples(inputs: run.examples.inputs * 2, targets: run.examples.targets)
    let error = #expect(throws: TrainingError.self) {
      try run.trainer.fit(
        &run.model, on: DataLoader(others, batchSize: 5), epochs: 9, in: &run.context)
    }
    #expect(
      error?.description.hasPrefix("expected the data that the run began with, CRC-32C ") == true)
  }

  @Test func refusesAnotherRunAndLeavesEverythingAsItWas() throws {
    var run = Run(Case.all[0])
    run.trainer.checkpoints = Checkpoints(in: scratch.path("other"), every: .steps(1))
    _ = try run.fit()
    let saved = try #require(try CheckpointFolder(scratch.path("other")).latest()).checkpoint

    func refusal(_ which: Case) -> String? {
      var other = Run(which)
      let before = other
      let error = #expect(throws: CheckpointError.self) {
        try other.trainer.restore(saved, into: &other.model, in: &other.context)
      }
      #expect(sameState(other.model, before.model))
      #expect(other.context.generator == before.context.generator)
      #expect(other.trainer.state.step == 0)
      return error?.description
    }
    #expect(
      refusal(Case(testDescription: "", transforms: GradientTransforms(ClipByGlobalNorm(1))))
        == #"transforms of the checkpoint: expected ["ClipByGlobalNorm"], found []"#)
    #expect(
      refusal(Case(testDescription: "", average: StochasticAverage()))
        == "average of the checkpoint: expected StochasticAverage, found none")
    #expect(
      refusal(
        Case(testDescription: "") { generator in
          Sequential(Linear(from: 3, to: 1, using: &generator))
        }) == "model of the checkpoint: 0.weight: expected float32 [1, 3], found float32 [8, 3]")
  }

  @Test func savesWhenItShould() throws {
    func steps(_ checkpoints: Checkpoints) throws -> [Int64] {
      var run = Run(Case.all[0])
      run.trainer.checkpoints = checkpoints
      _ = try run.fit()
      return checkpoints.folder.steps
    }
    #expect(
      try steps(Checkpoints(in: scratch.path("s"), every: .steps(3), keeping: 9, savesBest: false))
        == [3, 6, 9, 12, 15, 18, 20])
    #expect(
      try steps(Checkpoints(in: scratch.path("e"), every: .epochs(2), keeping: 9, savesBest: false))
        == [10, 20])
    #expect(
      try steps(
        Checkpoints(in: scratch.path("t"), every: .seconds(1e-9), keeping: 99, savesBest: false))
        == Array(1...20))
  }
}

/// Whether two models have the same parameters and buffers, to the bit.
private func sameState(_ a: Sequential, _ b: Sequential) -> Bool {
  zip(a.state, b.state).allSatisfy { $0.path == $1.path && $0.value.hasSameBits(as: $1.value) }
    && a.state.count == b.state.count
}
