import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import Testing

@testable import DescentTraining

/// One weight and whole numbers: every sum and product is exact.
private let numbers: [(x: Double, y: Double)] = [(1, 3), (2, 1), (-1, 2), (4, -2), (3, 5)]

private func scaleTrainer() -> Trainer<Scale, [Int], SGD> {
  Trainer(SGD(learningRate: 0.25), observers: [Recorder()]) { model, rows, _ in
    let x = Tensor(rows.map { numbers[$0].x })
    let y = Tensor(rows.map { numbers[$0].y })
    return (model.w.value * x - y).squared().mean()
  }
}

private func loader(_ size: Int) -> DataLoader<[Int]> {
  DataLoader(.sequential(5), batchSize: size) { $0 }
}

@Suite struct TrainerWindowTests {
  /// Four at once are twice two and four times one, and the fifth is a window of its own.
  @Test(arguments: [(1, 4), (2, 2)]) func isTheBigBatch(size: Int, count: Int) throws {
    func fit(_ size: Int, _ count: Int) throws -> (Scale, [TrainingEvent]) {
      var (model, context, trainer) = (Scale(0.5), Context.evaluation, scaleTrainer())
      trainer.accumulation = count
      _ = try trainer.fit(&model, on: loader(size), epochs: 2, in: &context)
      return (model, trainer.events)
    }
    let (expected, events) = try fit(4, 1)
    let (model, windowed) = try fit(size, count)
    #expect(model.value == expected.value)
    #expect(windowed == events)
    #expect(windowed.first == .willStart(totalSteps: 4, step: 0))
  }

  @Test func aRefusedWindowLeavesTheStatisticsAsTheyWere() throws {
    var generator = Generator(seed: 1)
    let examples = noisyLine(rows: 12, using: &generator)
    let first = Linear(from: 3, to: 4, using: &generator)
    var model = Sequential(
      first, BatchNorm1d(4), Linear(from: 4, to: 1, using: &generator))
    let before = model
    var trainer = smallTrainer([
      Recorder { event in
        if case .didComputeGradients = event { .skipUpdate } else { .proceed }
      }
    ])
    var context = Context.training(using: generator)
    let window = [Array(0..<6), Array(6..<12)].map { (batch: examples[$0], count: 6) }
    let done = try trainer.step(&model, onWindow: window, in: &context)
    #expect(done.directive == .skipUpdate)
    #expect(zip(model.state, before.state).allSatisfy { $0.value == $1.value })
    trainer.observers = []
    _ = try trainer.step(&model, onWindow: window, in: &context)
    // Both batches were counted: mean ← 0.9 (0.9 · 0 + 0.1 m₁) + 0.1 m₂.
    let hidden = window.map { first($0.batch.inputs).mean(axis: 0).doubles }
    let mean = model.buffers.first { $0.path == "1.running_mean" }?.buffer.value.doubles ?? []
    for (k, value) in mean.enumerated() {
      let expected = 0.09 * hidden[0][k] + 0.1 * hidden[1][k]
      #expect(abs(value - expected) < 1e-6)
    }
  }
}

@Suite struct LossHeadTests {
  /// L₁ = (w − 3)², L₂ = (w + 1)², at w = 1: gradients −4 and 4, with weights 1 and ½ −4 and 2.
  @Test func sharesAndAlignments() throws {
    var trainer = Trainer<Scale, Tensor, SGD>(
      SGD(learningRate: 0.125), heads: [LossHead("near"), LossHead("far", weight: 0.5)],
      observers: [Recorder()]
    ) { model, batch, _ in
      [(model.w.value - 3).squared().sum(), (model.w.value + batch).squared().sum()]
    }
    trainer.headInterval = 2
    var (model, context) = (Scale(1), Context.evaluation)
    let report = try trainer.step(&model, on: Tensor([1.0]), in: &context).report
    #expect(report.loss == 4 + 0.5 * 4)
    #expect(report.gradientNorm == 2 && model.value == 1.25)
    #expect(
      report.heads == [
        HeadReport(name: "near", loss: 4, gradientNorm: 4, share: 4.0 / 6, alignment: 1),
        HeadReport(name: "far", loss: 4, gradientNorm: 2, share: 2.0 / 6, alignment: -1),
      ])
    #expect(try trainer.step(&model, on: Tensor([1.0]), in: &context).report.heads.isEmpty)
    #expect(try trainer.step(&model, on: Tensor([1.0]), in: &context).report.heads.count == 2)
  }
}

@Suite struct TrainerExtrasTests {
  @Test func snapshotsAreTheModelsOfTheirSteps() throws {
    var (model, context, trainer) = (Scale(0.5), Context.evaluation, scaleTrainer())
    trainer.snapshotInterval = 2
    let result = try trainer.fit(&model, on: loader(1), epochs: 1, in: &context)
    var byHand: [Double] = []
    var w = 0.5
    for (k, (x, y)) in numbers.enumerated() {
      w -= 0.25 * 2 * (w * x - y) * x
      if k % 2 == 1 { byHand.append(w) }
    }
    #expect(result.snapshots.map(\.value) == byHand)
  }

  @Test func anAverageIsWhatIsValidatedAndKept() throws {
    var (model, context, trainer) = (Scale(0.5), Context.evaluation, scaleTrainer())
    trainer.average = StochasticAverage()
    var seen: [Double] = []
    let result = try trainer.fit(&model, on: loader(5), epochs: 3, in: &context) { model in
      seen.append(model.value)
      return -Double(seen.count)
    }
    var weights: [Double] = []
    var w = 0.5
    for _ in 0..<3 {
      let slopes = numbers.map { x, y in 2 * (w * x - y) * x }
      w -= 0.25 * slopes.reduce(0, +) / 5
      weights.append(w)
    }
    for k in 0..<3 {
      let mean: Double = weights[...k].reduce(0, +) / Double(k + 1)
      let error = abs(seen[k] - mean)
      #expect(error <= 4 * mean.ulp)
    }
    #expect(result.bestModel.value == seen[2] && result.bestEpoch == 3)
  }

  @Test func aBudgetEndsTheRun() throws {
    var (model, context, trainer) = (Scale(0.5), Context.evaluation, scaleTrainer())
    trainer.observers.append(Budget(steps: 3))
    var result = try trainer.fit(&model, on: loader(1), epochs: 9, in: &context)
    #expect(trainer.state.step == 3 && result.stopReason == "the budget of 3 steps")
    trainer.observers = [Budget(seconds: 0)]
    result = try trainer.fit(&model, on: loader(1), epochs: 9, in: &context)
    #expect(trainer.state.step == 3 && result.stopReason == "the budget of 0.0 seconds")
  }

  @Test func overfitsACopy() throws {
    let (model, context, trainer) = (Scale(0.5), Context.evaluation, scaleTrainer())
    // w ← w − ¼ · 2 (2 w − 1) 2 halves nothing: the error changes its sign at every step.
    let stuck = try trainer.overfit(model, on: [1], steps: 5, below: 1e-9, in: context)
    #expect(stuck.losses == [0] && stuck.isLearned)
    let moving = try trainer.overfit(model, on: [0], steps: 3, below: 0.5, in: context)
    #expect(moving.losses == [6.25, 1.5625, 0.390625] && moving.isLearned)
    let short = try trainer.overfit(model, on: [0], steps: 2, below: 0.5, in: context)
    #expect(short.losses == [6.25, 1.5625] && !short.isLearned)
    #expect(model.value == 0.5 && trainer.state.step == 0 && trainer.events.isEmpty)
  }

  @Test func metricsStandInTheReports() throws {
    var (model, context, trainer) = (Scale(0.5), Context.evaluation, scaleTrainer())
    let result = try trainer.fit(
      &model, on: loader(5), epochs: 1, in: &context,
      evaluating: { Evaluation(loss: 2, metrics: [Metric("w", $0.value), Metric("n", .nan)]) })
    #expect(result.epochs[0].validationLoss == 2)
    #expect(result.epochs[0]["w"] == model.value && result.epochs[0]["x"] == nil)
    #expect(result.epochs[0]["n"]?.isNaN == true)
  }
}

@Suite struct EnsembleTests {
  private struct Table: Module {
    var scores: Parameter
    mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("s", &scores) }
  }

  @Test func meansAndDisagreement() {
    let rows: [[Double]] = [[0, 1, 2, 0], [1, 0, 2, 0], [0, 1, 0, 1]]
    let ensemble = Ensemble(rows.map { Table(scores: Parameter(Tensor($0, shape: [2, 2]))) })
    let means = [1, 2, 4, 1].map { $0 / 3.0 }
    #expect(ensemble.mean(\.scores.value).doubles == means)
    // Classes (1, 0), (0, 0), (1, 1): pairs differ in 1, 1 and 2 of 2 rows.
    #expect(ensemble.disagreement(\.scores.value) == 4.0 / 6)
    let p = ensemble.probabilities(\.scores.value).doubles
    // σ(−1), which two of them say of the first row's first class; the other says σ(1).
    let low = 1 / (1 + 2.718281828459045)
    let mean = (1 + low) / 3
    let errors = (abs(p[0] - mean), abs(p[1] - 1 + mean))
    #expect(errors.0 < 1e-15 && errors.1 < 1e-15)
    #expect(Ensemble([ensemble.members[0]]).disagreement(\.scores.value) == 0)
  }
}
