import DescentOptimizers
import DescentTensor
import Testing

/// Many small tensors, which threads share out, move as each of them does alone.
@Test func smallTensorsMoveAsAlone() {
  let sizes = (0..<200).map { $0 == 100 ? 40_000 : 1 + $0 % 70 }
  var generator = Generator(seed: 3)
  let start = sizes.map { Tensor.randn([$0], using: &generator) }
  let gradients = (0..<4).map { _ in sizes.map { Tensor.randn([$0], using: &generator) } }
  var together = start
  var state = OptimizerState()
  for gradient in gradients { state.update(&together, along: gradient, using: AdamW()) }
  for i in sizes.indices {
    var alone = start[i]
    var own = OptimizerState()
    for gradient in gradients { own.update(&alone, along: gradient[i], using: AdamW()) }
    #expect(together[i].elements(as: Float.self) == alone.elements(as: Float.self))
    #expect(
      state.buffer("exp_avg_sq", at: i)?.elements(as: Float.self)
        == own.buffer("exp_avg_sq")?.elements(as: Float.self))
    #expect(state.updates(at: i) == 4)
  }
  #expect(state.step == 4)
}
