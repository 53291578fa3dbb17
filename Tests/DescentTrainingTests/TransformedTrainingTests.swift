import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import Synchronization
import Testing

@testable import DescentTraining

@Suite struct TransformedTrainingTests {
  /// L = c w: the gradient is c.
  private func trainer(_ transforms: GradientTransforms) -> Trainer<Scale, Double, SGD> {
    var trainer = Trainer<Scale, Double, SGD>(SGD(learningRate: 1)) { model, slope, _ in
      (model.w.value * slope).sum()
    }
    trainer.transforms = transforms
    return trainer
  }

  @Test func gradientsAreClippedBeforeTheUpdate() throws {
    var model = Scale(1)
    var context = Context.evaluation
    var trainer = trainer(GradientTransforms(ClipByValue(0.25)))
    let (report, _) = try trainer.step(&model, on: 8, in: &context)
    #expect(model.value == 0.75)
    #expect(report.gradientNorm == 8)
  }

  /// Keeps what it was told of the updates.
  private struct Listener: TrainingObserver {
    let heard: @Sendable (Telemetry?) -> Void
    func observe(_ event: TrainingEvent) -> Directive {
      if case .didComputeGradients(let report) = event { heard(report.telemetry) }
      if case .didStep(let report) = event { heard(report.telemetry) }
      return .proceed
    }
  }

  @Test func updatesAreMeasuredWhereItIsAskedFor() throws {
    var (model, plain) = (Scale(1), Scale(1))
    var context = Context.evaluation
    var trainer = trainer(GradientTransforms(ClipByValue(0.25)))
    var plainTrainer = trainer
    let heard = Mutex<[Telemetry?]>([])
    trainer.observers = [Listener { telemetry in heard.withLock { $0.append(telemetry) } }]
    trainer.telemetryInterval = 2
    for slope in [8, 0.125, 0.125] {
      let (report, _) = try trainer.step(&model, on: slope, in: &context)
      _ = try plainTrainer.step(&plain, on: slope, in: &context)
      #expect(report.telemetry == heard.withLock { $0.last ?? nil })
    }
    #expect(model.value == 0.5 && plain.value == 0.5)
    let all = heard.withLock { $0 }
    // Before and after each of three updates.
    #expect(all.map { $0 != nil } == [false, true, false, false, false, true])
    let path = try #require(model.parameters.first?.path)
    #expect(all[1]?.step == 0 && all[5]?.step == 2)
    #expect(all[1]?[path]?.updateNorm == 0.25 && all[5]?[path]?.updateNorm == 0.125)
    #expect(all[1]?[path]?.clipHits == 1 && all[5]?[path]?.clipHits == 0)
    #expect(all[1]?.transforms.first?.hits == 1)
  }

  @Test func aStepWhoseGradientIsNotFiniteIsSkipped() throws {
    var model = Scale(1)
    var context = Context.evaluation
    var trainer = trainer(GradientTransforms(SkipIfNotFinite(atMost: 1)))
    let (_, wish) = try trainer.step(&model, on: .infinity, in: &context)
    #expect(wish == .skipUpdate && model.value == 1 && trainer.state.step == 0)
    _ = try trainer.step(&model, on: 0.5, in: &context)
    #expect(model.value == 0.5)
    _ = try trainer.step(&model, on: .infinity, in: &context)
    #expect(throws: TrainingError.diverged(step: 1, loss: .infinity)) {
      _ = try trainer.step(&model, on: .infinity, in: &context)
    }
  }

  @Test func groupsTrainLikeAnyRule() throws {
    var generator = Generator(seed: 8)
    let examples = noisyLine(rows: 16, using: &generator)
    var model = smallNetwork(using: &generator)
    let start = model.parameters.map(\.parameter.value)
    var context = Context.training(using: generator)
    let groups = AdamW().frozen(where: { $0.path.hasPrefix("0.") })
    var trainer = Trainer(groups) { (model: Sequential, batch: Examples, context: inout Context) in
      meanSquaredError(model(batch.inputs, in: &context), batch.targets)
    }
    _ = try trainer.fit(&model, on: DataLoader(examples, batchSize: 8), epochs: 1, in: &context)
    let end = model.parameters.map(\.parameter.value)
    #expect(end[0] == start[0] && end[1] == start[1])
    #expect(end[2] != start[2] && end[3] != start[3])
  }

  /// The state goes through the bytes of a file with named tensors and comes back to the bit.
  @Test(arguments: OptimizerCatalog.names) func resumesThroughAFile(_ name: String) throws {
    var generator = Generator(seed: 9)
    let examples = noisyLine(rows: 8, using: &generator)
    let rule = try OptimizerSpecification(name).makeOptimizer()
    func check(_ rule: some Optimizer) throws {
      try verifyResume(of: rule, at: Matrix(seed: 4)) { model in
        (examples.inputs.matmul(model.w.value) - examples.targets).squared().mean()
      } through: { saved in
        let entries = saved.tensors.map { name, tensor in
          let shape = tensor.shape.dimensions
          return tensor.dtype == .float32
            ? SafetensorsEntry(name: name, shape: shape, floats: tensor.elements(as: Float.self))
            : SafetensorsEntry(name: name, shape: shape, doubles: tensor.elements(as: Double.self))
        }
        let file = Safetensors(entries: entries, metadata: saved.metadata)
        let read = try Safetensors.decode(file.encoded(), path: "state")
        var tensors: [String: Tensor] = [:]
        for entry in read.entries {
          let shape = Shape(entry.shape)
          tensors[entry.name] =
            try entry.floats.map { Tensor($0, shape: shape) }
            ?? Tensor(#require(entry.doubles), shape: shape)
        }
        return NamedBuffers(tensors: tensors, metadata: read.metadata)
      }
    }
    try check(rule)
  }

  /// One matrix.
  private struct Matrix: Module {
    var w: Parameter
    init(seed: UInt64) {
      var generator = Generator(seed: seed)
      w = Parameter(.normal([3, 1], using: &generator))
    }
    mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("w", &w) }
  }
}
