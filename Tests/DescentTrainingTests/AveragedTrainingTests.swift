import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import Testing

@testable import DescentTraining

/// Rules that train other weights than those that are good: what is judged and kept is the good ones.
@Suite struct AveragedTrainingTests {
  private func check(_ rule: some Optimizer, isAveraged: Bool) throws {
    var generator = Generator(seed: 3)
    let examples = noisyLine(rows: 24, using: &generator)
    var model = smallNetwork(using: &generator)
    var context = Context.training(using: generator)
    var trainer = Trainer(rule) { (model: Sequential, batch: Examples, context: inout Context) in
      meanSquaredError(model(batch.inputs, in: &context), batch.targets)
    }
    var judged: [[Tensor]] = []
    var passes = 0.0
    // Every pass is called better than the one before, so that the last is the best.
    let result = try trainer.fit(
      &model, on: DataLoader(examples, batchSize: 8), epochs: 3, in: &context
    ) { shown in
      judged.append(shown.parameters.map(\.parameter.value))
      passes += 1
      return -passes
    }
    let trained = model.parameters.map(\.parameter.value)
    let good = trainer.evaluationModel(of: model).parameters.map(\.parameter.value)
    #expect(result.bestEpoch == 3 && judged.count == 3)
    #expect((trained != good) == isAveraged)
    #expect(judged.last == good)
    #expect(result.bestModel.parameters.map(\.parameter.value) == good)
  }

  @Test func scheduleFree() throws {
    try check(ScheduleFreeAdamW(learningRate: 0.05), isAveraged: true)
    try check(ScheduleFreeSGD(learningRate: 0.05), isAveraged: true)
  }

  @Test func lookahead() throws {
    try check(Lookahead(SGD(learningRate: 0.05), every: 4), isAveraged: true)
  }

  @Test func anyOther() throws { try check(AdamW(), isAveraged: false) }
}
