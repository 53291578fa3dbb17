import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import Testing

@testable import DescentTraining

/// A trainer that replays its steps gives the weights of one that does not.
@Suite(.serialized) struct ReplayedTrainingTests {
  /// Trains on batches of which some are short.
  private func train(
    _ example: ReplayedTrainingCase, replays: Bool, steps: Int = 20
  ) throws -> (bits: [UInt8], counts: (replayed: Int, recorded: Int)) {
    var generator = Generator(seed: 4)
    var model = example.model(&generator)
    var trainer = Trainer<Sequential, Examples, Adam>(Adam(learningRate: 0.01), loss: example.loss)
    trainer.replaysSteps = replays
    var context = Context.training(using: Generator(seed: 5))
    for step in 0..<steps {
      let batch = example.batch(step % 4 == 3 ? 5 : 8, &generator)
      _ = try trainer.step(&model, on: batch, in: &context)
    }
    var bits = bits(of: model)
    bits += withUnsafeBytes(of: context.generator.nextWord()) { Array($0) }
    return (bits, trainer.replay.counts)
  }

  private func bits(of model: some Module) -> [UInt8] {
    let tensors = model.parameters.map(\.parameter.value) + model.buffers.map(\.buffer.value)
    return tensors.flatMap { tensor in
      tensor.withUnsafeMemory {
        Array(UnsafeRawBufferPointer(start: $0, count: tensor.count * tensor.dtype.size))
      }
    }
  }

  @Test(arguments: ReplayedTrainingCase.all)
  func replayedStepsHaveTheBitsOfEagerOnes(_ example: ReplayedTrainingCase) throws {
    let before = Threads.count
    defer { Threads.count = before }
    Threads.count = 1
    let eager = try train(example, replays: false)
    #expect(eager.counts == (replayed: 0, recorded: 0))
    for threads in [1, 2] {
      Threads.count = threads
      let replayed = try train(example, replays: true)
      #expect(replayed.bits == eager.bits)
      // 15 long batches, recorded at 1, 2, 4 and 8, and 5 short ones, at 1, 2 and 4.
      #expect(replayed.counts == (replayed: 11 + 2, recorded: 4 + 3))
    }
  }

  @Test func aSnapshotDoesNotDisturb() throws {
    var generator = Generator(seed: 4)
    let start = Sequential(
      Linear(from: 6, to: 20, using: &generator), Tanh(),
      Linear(from: 20, to: 1, using: &generator))
    let batches = (0..<12).map { _ in
      Examples(
        inputs: .randn([8, 6], using: &generator), targets: .randn([8, 1], using: &generator))
    }
    func run(replays: Bool, snapshots: Bool) throws -> ([UInt8], [[UInt8]]) {
      var model = start
      var trainer = Trainer<Sequential, Examples, Adam>(Adam(learningRate: 0.01)) {
        meanSquaredError($0($1.inputs, in: &$2), $1.targets)
      }
      trainer.replaysSteps = replays
      var context = Context.training(using: Generator(seed: 5))
      var kept: [Sequential] = []
      for (step, batch) in batches.enumerated() {
        if snapshots { kept.append(model) }
        _ = try trainer.step(&model, on: batch, in: &context)
        // A step that is rolled back and made again.
        if snapshots, step % 5 == 4 { model = kept[step] } else { continue }
        _ = try trainer.step(&model, on: batch, in: &context)
      }
      return (bits(of: model), kept.map { bits(of: $0) })
    }
    let eager = try run(replays: false, snapshots: true)
    let replayed = try run(replays: true, snapshots: true)
    #expect(eager.0 == replayed.0)
    #expect(eager.1 == replayed.1)
  }

  /// A model with an option that changes during training.
  private struct Heated: Module {
    var linear: Linear
    var temperature: Double
    var factors = [1.0]
    var layers: [any Layer] = [Tanh()]
    mutating func visit(_ visitor: inout some ParameterVisitor) {
      visitor.visit("linear", &linear)
      func open(_ layer: inout some Layer) { visitor.visit("0", &layer) }
      open(&layers[0])
    }
  }

  @Test func anOptionThatChangesIsSeen() throws {
    var generator = Generator(seed: 4)
    let start = Heated(linear: Linear(from: 3, to: 2, using: &generator), temperature: 1)
    let batch = Examples(
      inputs: .randn([4, 3], using: &generator), targets: .randn([4, 2], using: &generator))
    func run(replays: Bool, _ change: (Int, inout Heated) -> Void) throws -> ([UInt8], Int) {
      var model = start
      var trainer = Trainer<Heated, Examples, SGD>(SGD(learningRate: 0.01)) {
        model, batch, context in
        var y = model.linear(batch.inputs, in: &context) / model.temperature * model.factors[0]
        for layer in model.layers { y = layer(y, in: &context) }
        return meanSquaredError(y, batch.targets)
      }
      trainer.replaysSteps = replays
      var context = Context.training(using: Generator(seed: 5))
      for step in 0..<12 {
        change(step, &model)
        _ = try trainer.step(&model, on: batch, in: &context)
      }
      return (bits(of: model), trainer.replay.counts.replayed)
    }
    let changes: [(Int, inout Heated) -> Void] = [
      { step, model in model.temperature = step < 6 ? 1 : 2 },
      { step, model in model.factors[0] = step < 6 ? 1 : 2 },
      { step, model in if step == 6 { model.layers[0] = Sigmoid() } },
      { step, model in if step == 6 { model.layers[0] = Dropout(0.5) } },
      { step, model in if step == 6 { model.layers = [Tanh(), Tanh()] } },
    ]
    for change in changes {
      let (eager, replayed) = (try run(replays: false, change), try run(replays: true, change))
      #expect(eager.0 == replayed.0)
      #expect(replayed.1 > 0)
    }
  }

  @Test func evaluationIsAnotherProgram() throws {
    var generator = Generator(seed: 4)
    let model = Sequential(Linear(from: 6, to: 6, using: &generator), Dropout(0.5))
    let batch = Examples(
      inputs: .randn([4, 6], using: &generator), targets: .randn([4, 6], using: &generator))
    let step = ReplayedLoss { (model: Sequential, batch: Examples, context: inout Context) in
      meanSquaredError(model(batch.inputs, in: &context), batch.targets)
    }
    var (training, same) = (
      Context.training(using: Generator(seed: 5)), Context.training(using: Generator(seed: 5))
    )
    var evaluation = Context.evaluation
    for _ in 0..<6 {
      let drawn = step.valueAndGradient(at: model, batch, in: &training)
      let expected = valueAndGradient(at: model) { step.loss($0, batch, &same) }
      #expect(drawn.value == expected.value)
      #expect(drawn.gradient.values == expected.gradient.values)
      #expect(training.generator == same.generator)
      let plain = step.valueAndGradient(at: model, batch, in: &evaluation)
      #expect(plain.value == meanSquaredError(model(batch.inputs), batch.targets))
    }
    #expect(step.counts == (replayed: 6, recorded: 6))
  }

  @Test func aStepThatReadsElementsIsEager() throws {
    var generator = Generator(seed: 4)
    let start = Linear(from: 3, to: 1, using: &generator)
    let batches = (0..<10).map { _ in
      Examples(
        inputs: .randn([4, 3], using: &generator), targets: .randn([4, 1], using: &generator))
    }
    func run(replays: Bool) throws -> ([UInt8], Int) {
      var model = start
      var trainer = Trainer<Linear, Examples, SGD>(SGD(learningRate: 0.01)) {
        model, batch, context in
        let loss = meanSquaredError(model(batch.inputs, in: &context), batch.targets)
        return loss.scalar > 1 ? loss * 2 : loss
      }
      trainer.replaysSteps = replays
      var context = Context.training(using: Generator(seed: 5))
      for batch in batches { _ = try trainer.step(&model, on: batch, in: &context) }
      return (bits(of: model), trainer.replay.counts.replayed)
    }
    let (eager, replayed) = (try run(replays: false), try run(replays: true))
    #expect(eager.0 == replayed.0)
    #expect(replayed.1 == 0)
  }

  /// Which rows a gradient has depends on the batch, so that such a step is not replayed.
  @Test func rowSparseGradientsStaySparse() throws {
    var generator = Generator(seed: 4)
    let start = Embedding(20, width: 3, hasSparseGradient: true, using: &generator)
    let batches = (0..<10).map { _ in Tensor.randint([4], to: 20, using: &generator) }
    func run(replays: Bool) throws -> [UInt8] {
      var model = start
      var trainer = Trainer<Embedding, Tensor, SparseAdam>(SparseAdam(learningRate: 0.1)) {
        $0($1, in: &$2).squared().sum()
      }
      trainer.replaysSteps = replays
      var context = Context.training(using: Generator(seed: 5))
      for batch in batches { _ = try trainer.step(&model, on: batch, in: &context) }
      #expect(trainer.replay.counts.replayed == 0)
      return bits(of: model)
    }
    #expect(try run(replays: true) == run(replays: false))
  }

  @Test func aReplayedStepAsksForNoMemory() throws {
    var generator = Generator(seed: 4)
    var model = Sequential(
      Linear(from: 60, to: 40, using: &generator), Tanh(), BatchNorm(40), Dropout(0.1),
      Linear(from: 40, to: 10, using: &generator))
    let batch = Examples(
      inputs: .randn([16, 60], using: &generator),
      targets: .randint([16], to: 10, using: &generator))
    var trainer = Trainer<Sequential, Examples, Adam>(Adam()) {
      crossEntropy($0($1.inputs, in: &$2), $1.targets)
    }
    var context = Context.training(using: Generator(seed: 5))
    for _ in 0..<8 { _ = try trainer.step(&model, on: batch, in: &context) }
    #expect(trainer.replay.counts == (replayed: 4, recorded: 4))
    // For the last recording the memory of values on the way was given up.
    let given = TensorMemory.allocations
    _ = try trainer.step(&model, on: batch, in: &context)
    #expect(TensorMemory.allocations == given + 1)
    let (before, recorded) = (TensorMemory.allocations, trainer.replay.counts.recorded)
    for _ in 0..<3 { _ = try trainer.step(&model, on: batch, in: &context) }
    #expect(trainer.replay.counts.recorded == recorded)
    #expect(TensorMemory.allocations == before)
    trainer.replaysSteps = false
    _ = try trainer.step(&model, on: batch, in: &context)
    #expect(TensorMemory.allocations > before)
  }

  @Test func twoCopiesOfATrainerMayStepAtOnce() async throws {
    var generator = Generator(seed: 4)
    let start = Linear(from: 50, to: 30, using: &generator)
    let batch = Examples(
      inputs: .randn([40, 50], using: &generator), targets: .randn([40, 30], using: &generator))
    let trainer = Trainer<Linear, Examples, SGD>(SGD(learningRate: 0.01)) {
      meanSquaredError($0($1.inputs, in: &$2), $1.targets)
    }
    let results = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<4 {
        group.addTask {
          var (trainer, model) = (trainer, start)
          var context = Context.training(using: Generator(seed: 5))
          for _ in 0..<50 { _ = try trainer.step(&model, on: batch, in: &context) }
          return bits(of: model)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(results).count == 1)
  }
}
