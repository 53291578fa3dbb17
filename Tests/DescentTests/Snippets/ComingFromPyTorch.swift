// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/Descent/Descent.docc/ComingFromPyTorch.md.
import Descent
import Testing

@Suite struct ComingFromPyTorchSnippets {
  @Test func runs() throws {
    var generator = Generator(seed: 0)
    var model = Linear(from: 2, to: 1, using: &generator)
    let x = Tensor.randn([8, 2], using: &generator)
    let y = Tensor.zeros([8, 1])
    func loss(_ rows: Range<Int>) -> (Linear) -> Tensor {
      { meanSquaredError($0(x[rows]), y[rows]) }
    }
    var (_, gradients) = valueAndGradient(at: model, of: loss(0..<4))
    gradients += valueAndGradient(at: model, of: loss(4..<8)).gradient
    gradients.scale(by: 0.5)

    var state = OptimizerState()
    state.update(&model, along: gradients, using: SGD(learningRate: 0.1))
    let before = model
    state.update(&model, along: gradients, using: SGD(learningRate: 0.1))
    expectPrinted("false", model.weight.value == before.weight.value)
    model = before
    expectPrinted("true", model.weight.value == before.weight.value)
    let single = Tensor([1, 2] as [Float])
    let double = single.converted(to: .float64)
    expectPrinted("float32 float64", (2 * single).dtype, (double + 0.5).dtype)
    var torch = Generator(seed: 42)  // torch.manual_seed(42)
    let drawn = Tensor.randn([3], using: &torch)
    expectPrinted("[0.3367, 0.1288, 0.2345]  float32 [3]", drawn)
    let rule = AdamW(
      learningRate: .cosine(from: 1e-3, to: 0, over: 1000),
      weightDecay: .linear(from: 0.1, to: 0, over: 1000))
    expectPrinted("0.001 0.05", rule.learningRate(0), rule.weightDecay(500))
    let saved = state.namedBuffers(of: model)
    let restored = try OptimizerState(restoring: saved, for: model, using: SGD(learningRate: 0.1))
    expectPrinted("2", restored.step)
  }
}
