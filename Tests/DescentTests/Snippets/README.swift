// swift-format-ignore-file
// Written by Scripts/snippets.py from README.md.
import Descent
import Testing

@Suite struct READMESnippets {
  @Test func runs() throws {
    var generator = Generator(seed: 42)  // torch.manual_seed(42): the same numbers, bit for bit
    let x = Tensor.randn([256, 8], using: &generator)
    let y = (x * x).sum(axis: 1, keepingAxis: true)
    var model = Sequential(
      Linear(from: 8, to: 64, using: &generator), Tanh(), Linear(from: 64, to: 1, using: &generator))
    var state = OptimizerState()
    for _ in 0..<1000 {
      let (_, gradients) = valueAndGradient(at: model) { meanSquaredError($0(x), y) }
      state.update(&model, along: gradients, using: AdamW(learningRate: 1e-2))
    }
    expectAbout(0.18, meanSquaredError(model(x), y))
  }
}
