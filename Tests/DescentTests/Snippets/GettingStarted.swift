// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/Descent/Descent.docc/GettingStarted.md.
import Descent
import DescentPlots
import Foundation
import Testing

@Suite struct GettingStartedSnippets {
  @Test func runs() throws {
    var generator = Generator(seed: 7)
    let points = Tensor.uniform([600, 2], from: -2, to: 2, using: &generator)
    let noise = 0.05 * Tensor.randn([600, 1], using: &generator)
    let values = points.squared().sum(axis: 1, keepingAxis: true).sin() + noise
    expectPrinted("[600, 2] [600, 1] float32", points.shape, values.shape, points.dtype)
    let rows = HoldOut(count: 600, using: &generator)
    let examples = Examples(inputs: points, targets: values)
    expectPrinted("408 72 120", rows.training.count, rows.validation.count, rows.test.count)
    var model = Sequential {
      Linear(from: 2, to: 32, using: &generator)
      Tanh()
      Linear(from: 32, to: 32, using: &generator)
      Tanh()
      Linear(from: 32, to: 1, using: &generator)
    }
    expectPrinted("1185", model.parameterCount)
    expectPrinted("0.weight [32, 2]", model.parameters[0].path, model.parameters[0].parameter.value.shape)
    let epochs = 250
    let loader = DataLoader(examples[rows.training], batchSize: 32)
    let steps = epochs * loader.batchCount
    let rate = Schedule.warmupCosine(peak: 0.01, warmup: 100, over: Int64(steps))
    let rule = AdamW(learningRate: rate).except(where: { $0.shape.rank < 2 }) { $0.weightDecay = 0 }
    for finding in lint(model: model, optimizer: rule, steps: steps) { print(finding) }
    var trainer = Trainer(rule, observers: [EarlyStopping(patience: 50)]) {
      (model: Sequential, batch: Examples, context: inout Context) in
      meanSquaredError(model(batch.inputs, in: &context), batch.targets)
    }
    let validation = examples[rows.validation]
    var context = Context.training(using: generator)
    let result = try trainer.fit(
      &model, on: loader, epochs: epochs, in: &context
    ) { meanSquaredError($0(validation.inputs), validation.targets).scalar }
    expectPrinted("true true", result.epochs.count <= epochs, result.bestLoss < 0.02)
    let test = examples[rows.test]
    let best = result.bestModel
    let metrics = RegressionMetrics(
      predictions: best(test.inputs).doubles, targets: test.targets.doubles)
    expectPrinted("true", metrics.r2 > 0.95)
    let passes = result.epochs.map { Double($0.epoch) }
    let figure = Figure(
      "The ring", subtitle: "2, 32, 32, 1 with tanh; AdamW, warm-up and cosine",
      panels: [
        Panel(
          x: Axis("epochs"), y: Axis("mean squared error", scale: .logarithmic),
          layers: [
            .line(passes, result.epochs.map(\.trainingLoss), label: "training"),
            .line(passes, result.epochs.map { $0.validationLoss ?? .nan }, label: "validation"),
          ])
      ])
    try figure.svg.write(toFile: scratch("ring.svg"), atomically: true, encoding: .utf8)
    try draw(figure, "Sources/Descent/Descent.docc/Resources/getting-started.svg")
    let entries = best.state.map { SafetensorsEntry(name: $0.path, $0.value) }
    try Safetensors(entries: entries).write(to: scratch("ring.safetensors"))

    var loaded = Sequential {
      Linear(from: 2, to: 32, using: &generator)
      Tanh()
      Linear(from: 32, to: 32, using: &generator)
      Tanh()
      Linear(from: 32, to: 1, using: &generator)
    }
    let file = try Safetensors.read(scratch("ring.safetensors"))
    try loaded.restore(
      Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, $0.tensor) }))
    expectPrinted("true", loaded(test.inputs) == best(test.inputs))
  }
}
