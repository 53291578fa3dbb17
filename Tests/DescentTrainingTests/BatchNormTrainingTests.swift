import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import DescentTraining
import Testing

/// Running statistics go with the step: made with it, skipped with it, taken back with it.
@Suite struct BatchNormTrainingTests {
  private struct Skipper: TrainingObserver {
    var skips = false
    mutating func observe(_ event: TrainingEvent) -> Directive {
      if skips, case .didComputeGradients = event { return .skipUpdate }
      return .proceed
    }
  }

  private func model(_ generator: inout Generator) -> Sequential {
    Sequential {
      Linear(from: 3, to: 4, using: &generator)
      BatchNorm(4)
      Tanh()
      Linear(from: 4, to: 1, using: &generator)
    }
  }

  private func trainer(_ skips: Bool) -> Trainer<Sequential, Examples, SGD> {
    Trainer(SGD(learningRate: 0.1), observers: [Skipper(skips: skips)]) { model, batch, context in
      meanSquaredError(model(batch.inputs, in: &context), batch.targets)
    }
  }

  @Test func aStepMovesTheStatisticsWithTheWeights() throws {
    var generator = Generator(seed: 1)
    let examples = noisyLine(rows: 8, using: &generator)
    let start = model(&generator)
    var (trained, byHand) = (start, start)
    var trainer = trainer(false)
    var context = Context.training(using: generator)
    var (handContext, state) = (context, OptimizerState())
    for _ in 0..<3 {
      _ = try trainer.step(&trained, on: examples, in: &context)
      let (_, gradients) = valueAndGradient(at: byHand) {
        meanSquaredError($0(examples.inputs, in: &handContext), examples.targets)
      }
      state.update(&byHand, along: gradients, using: SGD(learningRate: 0.1))
      byHand.applyUpdates(from: &handContext)
    }
    #expect(trained.buffers.map(\.buffer.value) == byHand.buffers.map(\.buffer.value))
    #expect(weights(trained) == weights(byHand))
    #expect(trained.buffers.last?.buffer.value.scalar == 3)
    #expect(start.buffers.last?.buffer.value.scalar == 0)
    // m of three batches that are one: 1 − 0.9³ of its mean, had the weights stood still.
    #expect(trained.buffers[0].buffer.value != start.buffers[0].buffer.value)
  }

  @Test func aSkippedStepLeavesThem() throws {
    var generator = Generator(seed: 1)
    let examples = noisyLine(rows: 8, using: &generator)
    var model = model(&generator)
    let before = model
    var context = Context.training(using: generator)
    var skipping = trainer(true)
    _ = try skipping.step(&model, on: examples, in: &context)
    #expect(model.buffers.map(\.buffer.value) == before.buffers.map(\.buffer.value))
    #expect(weights(model) == weights(before))
    // Nothing of it is left for the next step that is made.
    var trainer = trainer(false)
    _ = try trainer.step(&model, on: examples, in: &context)
    #expect(model.buffers.last?.buffer.value.scalar == 1)
  }

  @Test func aRollbackTakesThemBack() throws {
    var generator = Generator(seed: 1)
    let examples = noisyLine(rows: 8, using: &generator)
    var model = model(&generator)
    var trainer = trainer(false)
    var context = Context.training(using: generator)
    let snapshot = (model, trainer, context)
    _ = try trainer.step(&model, on: examples, in: &context)
    let first = model
    (model, trainer, context) = snapshot
    _ = try trainer.step(&model, on: examples, in: &context)
    #expect(model.buffers.map(\.buffer.value) == first.buffers.map(\.buffer.value))
    #expect(model.buffers.last?.buffer.value.scalar == 1)
  }

  @Test func aDivergedStepLeavesThem() throws {
    var generator = Generator(seed: 1)
    let examples = noisyLine(rows: 8, using: &generator)
    var model = model(&generator)
    let wrong = Examples(
      inputs: examples.inputs, targets: examples.targets * Double.infinity)
    var trainer = trainer(false)
    var context = Context.training(using: generator)
    #expect(throws: TrainingError.self) {
      try trainer.step(&model, on: wrong, in: &context)
    }
    #expect(model.buffers.last?.buffer.value.scalar == 0)
  }
}
