import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import Testing

@testable import DescentTraining

@Suite struct TrainerTests {
  /// L = (w x − y)², w ← w − α 2 (w x − y) x, in plain arithmetic.
  @Test func oneEpochOfGradientDescentByHand() throws {
    let (xs, ys) = ([1.0, 2, -1, 0.5], [3.0, 1, 2, -2])
    var w = 0.25
    var losses: [Double] = []
    for (x, y) in zip(xs, ys) {
      let error = w * x - y
      losses.append(error * error)
      w -= 0.1 * (2 * error * x)
    }
    var model = Scale(0.25)
    var context = Context.evaluation
    var trainer = Trainer<Scale, (x: Double, y: Double), SGD>(
      SGD(learningRate: 0.1), observers: [Recorder()]
    ) { model, batch, _ in (model.w.value * batch.x - batch.y).squared().sum() }
    let loader = DataLoader(.sequential(4), batchSize: 1) { rows in
      (x: xs[rows[0]], y: ys[rows[0]])
    }
    let result = try trainer.fit(&model, on: loader, epochs: 1, in: &context)
    let reported = trainer.events.compactMap { event in
      if case .didStep(let report) = event { report.loss } else { nil }
    }
    #expect(reported == losses)
    #expect(abs(model.value - w) <= w.ulp)
    let mean: Double = losses.reduce(0, +) / 4
    #expect(result.epochs.map(\.trainingLoss) == [mean])
  }

  /// The loop that a reader would write, with torch's orders, gives the same bits.
  @Test func fitIsTheLoopWrittenOut() throws {
    var generator = Generator(seed: 3)
    let examples = noisyLine(rows: 21, using: &generator)
    let start = smallNetwork(using: &generator)

    var byHand = start
    var context = Context.training(using: generator)
    var state = OptimizerState()
    var means: [Double] = []
    for _ in 0..<3 {
      var order = EpochOrder(.shuffled(21), using: &context.generator)
      var sum = 0.0
      while let rows = order.nextBatch(of: 8, using: &context.generator) {
        let (x, y) = (examples.inputs.gather(rows), examples.targets.gather(rows))
        let (loss, gradients) = valueAndGradient(at: byHand) {
          meanSquaredError($0(x, in: &context), y)
        }
        state.update(&byHand, along: gradients, using: AdamW(learningRate: 0.01))
        sum += loss.scalar * Double(rows.count)
      }
      means.append(sum / 21)
    }

    var model = start
    var fitContext = Context.training(using: generator)
    var trainer = smallTrainer()
    let result = try trainer.fit(
      &model, on: DataLoader(examples, batchSize: 8), epochs: 3, in: &fitContext)
    #expect(result.epochs.map(\.trainingLoss) == means)
    #expect(weights(model) == weights(byHand))
    #expect(fitContext.generator == context.generator)
    #expect(result.epochs.map(\.step) == [3, 6, 9])
  }

  @Test func theSameBitsOnOneThreadAndOnTwo() throws {
    func train(threads: Int) throws -> [Double] {
      let before = Threads.count
      Threads.count = threads
      defer { Threads.count = before }
      var generator = Generator(seed: 1)
      let examples = noisyLine(rows: 64, using: &generator)
      var model = Sequential(
        Linear(from: 3, to: 200, using: &generator), ReLU(),
        Linear(from: 200, to: 200, using: &generator), ReLU(),
        Linear(from: 200, to: 1, using: &generator))
      var context = Context.training(using: generator)
      var trainer = smallTrainer()
      _ = try trainer.fit(
        &model, on: DataLoader(examples, batchSize: 32), epochs: 1, in: &context)
      return weights(model)
    }
    #expect(try train(threads: 1) == train(threads: 2))
  }

  /// Trainer, model and context are values: a copy taken in the middle goes on with the same bits.
  @Test func aCopyGoesOnTheSameWay() throws {
    var generator = Generator(seed: 9)
    let examples = noisyLine(rows: 10, using: &generator)
    var model = smallNetwork(using: &generator)
    var context = Context.training(using: generator)
    var trainer = smallTrainer()
    let loader = DataLoader(examples, batchSize: 4)
    _ = try trainer.fit(&model, on: loader, epochs: 2, in: &context)
    var (otherTrainer, otherModel, otherContext) = (trainer, model, context)
    _ = try trainer.fit(&model, on: loader, epochs: 2, in: &context)
    let between = weights(otherModel)
    _ = try otherTrainer.fit(&otherModel, on: loader, epochs: 2, in: &otherContext)
    #expect(weights(otherModel) == weights(model))
    #expect(weights(otherModel) != between)
    #expect(trainer.state.step == 12)
  }

  @Test func theBestPassIsKept() throws {
    var model = Scale(1)
    var context = Context.evaluation
    var trainer = Trainer<Scale, Int, SGD>(SGD(learningRate: 0.1)) { model, _, _ in
      model.w.value.sum()
    }
    let losses = [Double.nan, 3, 1, 1, 2]
    var seen: [Double] = []
    let result = try trainer.fit(
      &model, on: DataLoader(.sequential(1), batchSize: 1) { $0[0] }, epochs: 5, in: &context
    ) { model in
      seen.append(model.value)
      return losses[seen.count - 1]
    }
    #expect(result.bestEpoch == 3)
    #expect(result.bestLoss == 1)
    #expect(result.bestModel.value == seen[2])
    #expect(model.value == seen[4])
    #expect(result.epochs.map(\.isBest) == [false, true, true, false, false])
    #expect(result.stopReason == nil)
  }

  @Test func withoutValidationTheTrainingLossDecides() throws {
    var model = Scale(1)
    var context = Context.evaluation
    var trainer = Trainer<Scale, Int, SGD>(SGD(learningRate: 0.1, maximize: true)) { model, _, _ in
      model.w.value.sum()
    }
    let result = try trainer.fit(
      &model, on: DataLoader(.sequential(1), batchSize: 1) { $0[0] }, epochs: 3, in: &context)
    #expect(result.bestEpoch == 1)
    #expect(result.epochs.allSatisfy { $0.validationLoss == nil })
  }

  @Test func aLossThatIsNotFiniteThrowsAndMovesNothing() {
    var model = Scale(2)
    var context = Context.evaluation
    var trainer = Trainer<Scale, Double, SGD>(SGD(learningRate: 0.1)) { model, batch, _ in
      (model.w.value * batch).sum()
    }
    let batches = [1.0, .infinity]
    let loader = DataLoader(.sequential(2), batchSize: 1) { batches[$0[0]] }
    #expect(throws: TrainingError.diverged(step: 1, loss: .infinity)) {
      try trainer.fit(&model, on: loader, epochs: 1, in: &context)
    }
    #expect(model.value == 2 - 0.1)
    #expect(
      TrainingError.diverged(step: 1, loss: -.nan).description
        == "step 1: expected a finite loss, found nan")
  }

  @Test func aGradientThatIsNotFiniteNamesItsParameter() {
    var model = Scale(0)
    var context = Context.evaluation
    var trainer = Trainer<Scale, Int, SGD>(SGD(learningRate: 0.1)) { model, _, _ in
      model.w.value.sqrt().sum()
    }
    let error = TrainingError.gradientNotFinite(step: 0, parameter: "w")
    #expect(throws: error) { try trainer.step(&model, on: 0, in: &context) }
    #expect(model.value == 0)
    #expect(error.description.contains("parameter w"))
  }
}
