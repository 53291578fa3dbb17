// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentOptimizers/DescentOptimizers.docc/Rules/Muon.md.
import Descent
import Testing

@Suite struct MuonSnippets {
  @Test func runs() throws {
    var generator = Generator(seed: 0)
    var weights = Tensor.randn([8, 4], using: &generator)
    let before = weights
    var state = OptimizerState()
    let gradient = Tensor.randn([8, 4], using: &generator)
    state.update(&weights, along: gradient, using: Muon(learningRate: 0.1, weightDecay: 0))
    let step = weights - before
    // Four singular values of about 0.1 √2 make a norm of about 0.28.
    expectPrinted("true", step.norm().scalar > 0.2 && step.norm().scalar < 0.35)
  }
}
