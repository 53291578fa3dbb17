// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/Descent/Descent.docc/Descent.md.
import Descent
import Testing

@Suite struct DescentLandingSnippets {
  @Test func runs() throws {
    var generator = Generator(seed: 42)
    let x = Tensor.randn([64, 3], using: &generator)
    let y = x.sum(axis: 1, keepingAxis: true)
    var model = Sequential(Linear(from: 3, to: 1, using: &generator))
    var state = OptimizerState()
    for _ in 0..<200 {
      let (_, gradients) = valueAndGradient(at: model) { meanSquaredError($0(x), y) }
      state.update(&model, along: gradients, using: AdamW(learningRate: 0.05, weightDecay: 0))
    }
    expectPrinted("true", meanSquaredError(model(x), y).scalar < 1e-4)
  }
}
