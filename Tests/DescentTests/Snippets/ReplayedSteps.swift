// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTraining/DescentTraining.docc/ReplayedSteps.md.
import Descent
import Testing

@Suite struct ReplayedStepsSnippets {
  @Test func runs() throws {
    let loss = { @Sendable (model: Sequential, batch: Examples, context: inout Context) in
      meanSquaredError(model(batch.inputs, in: &context), batch.targets)
    }
    let replayed = ReplayedLoss(loss)
    var generator = Generator(seed: 5)
    let x = Tensor.randn([16, 4], using: &generator)
    let batch = Examples(inputs: x, targets: x.sum(axis: 1, keepingAxis: true))
    var model = Sequential {
      Linear(from: 4, to: 8, using: &generator)
      Dropout(0.1)
      Linear(from: 8, to: 1, using: &generator)
    }
    var twin = model
    var (context, twinContext) = (
      Context.training(using: generator), Context.training(using: generator)
    )
    var (state, twinState) = (OptimizerState(), OptimizerState())
    for _ in 0..<20 {
      let (_, gradients) = replayed.valueAndGradient(at: model, batch, in: &context)
      state.update(&model, along: gradients, using: AdamW())
      let (_, same) = valueAndGradient(at: twin) { loss($0, batch, &twinContext) }
      twinState.update(&twin, along: same, using: AdamW())
    }
    expectPrinted("true", model(x) == twin(x))
    struct Pair: StepInput {
      var left: Tensor
      var right: Tensor
      let scale: Double

      var staticPart: AnyHashable? { scale }
      mutating func visitTensors(_ body: (inout Tensor) -> Void) {
        body(&left)
        body(&right)
      }
    }
    let distance = ReplayedLoss { (model: Sequential, pair: Pair, context: inout Context) in
      pair.scale * meanSquaredError(model(pair.left, in: &context), model(pair.right, in: &context))
    }
    let pair = Pair(left: x, right: 2 * x, scale: 0.5)
    expectPrinted("true", distance.valueAndGradient(at: model, pair, in: &context).value.scalar > 0)
  }
}
