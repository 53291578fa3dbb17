// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTraining/DescentTraining.docc/DescentTraining.md.
import Descent
import Testing

@Suite struct DescentTrainingLandingSnippets {
  @Test func runs() throws {
    var generator = Generator(seed: 1)
    let x = Tensor.randn([200, 3], using: &generator)
    let examples = Examples(inputs: x, targets: x.sum(axis: 1, keepingAxis: true))
    var model = Sequential(Linear(from: 3, to: 1, using: &generator))
    var context = Context.training(using: generator)
    var trainer = Trainer(SGD(learningRate: 0.1), observers: [EarlyStopping(patience: 5)]) {
      (model: Sequential, batch: Examples, context: inout Context) in
      meanSquaredError(model(batch.inputs, in: &context), batch.targets)
    }
    let result = try trainer.fit(
      &model, on: DataLoader(examples, batchSize: 20), epochs: 30, in: &context)
    expectPrinted("true", result.bestLoss < 1e-6)
  }
}
